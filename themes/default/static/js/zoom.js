// An image as large as the window; loaded when a reader enlarges the first one.
export function enlarge(image, closing) {
  const dialog = document.createElement("dialog");
  dialog.className = "zoomed";
  dialog.setAttribute("aria-label", image.alt || closing);
  const large = document.createElement("img");
  large.src = image.srcset ? image.src : image.currentSrc || image.src; // not the one for this column
  large.alt = image.alt;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = closing;
  dialog.append(large, button);
  document.body.append(dialog);
  dialog.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
}
