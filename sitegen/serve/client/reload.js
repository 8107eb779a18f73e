// A stand-in: reloads when anything has changed.
(() => {
  const own = document.currentScript;
  const { path, etag } = own.dataset;
  const connect = () => {
    const address = new URL("socket", own.src);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(address);
    socket.onopen = () => socket.send(JSON.stringify({ type: "page", path, etag }));
    socket.onmessage = (event) => {
      const message = JSON.parse(event.data);
      const here = message.all || (message.changed || []).concat(message.removed || []).includes(path);
      if (message.type === "stale" || (message.type === "built" && message.ok && here)) location.reload();
    };
    socket.onclose = () => setTimeout(connect, 500);
  };
  connect();
})();
