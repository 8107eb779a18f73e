"""Commands of formulas by name.

In:  nothing.
Out: the macros for what the converter lacks, and the names that a slip is compared with.
"""

from __future__ import annotations

from sitegen.markup.formula_macros import Macro, tokens_of


def _macro(definition: str, parameters: int = 0, optional: str | None = None) -> Macro:
    return Macro(parameters, tokens_of(definition), None if optional is None else (optional,))


STANDARD = {
    "pmb": _macro(r"\boldsymbol{#1}", 1),
    "varlimsup": _macro(r"\overline{\lim}"),
    "varliminf": _macro(r"\underline{\lim}"),
    **dict.fromkeys(("dotsc", "dotso"), _macro(r"\ldots")),
    **dict.fromkeys(("dotsb", "dotsm", "dotsi"), _macro(r"\cdots")),
    **dict.fromkeys(("strut", "hfill", "relax", "nobreak", "allowbreak"), _macro("")),
    **dict.fromkeys(("textup", "textnormal", "textmd", "textsc"), _macro(r"\text{#1}", 1)),
    "emph": _macro(r"\textit{#1}", 1),
    "smash": _macro("{#2}", 2, ""),
    "substack": _macro(r"\begin{subarray}{c}#1\end{subarray}", 1),
    "ensuremath": _macro("{#1}", 1),
    "cancelto": _macro(r"\cancel{#2}^{#1}", 2),
    "underbar": _macro(r"\underline{#1}", 1),
    "qed": _macro(r"\square"),
    "TeX": _macro(r"\text{TeX}"),
    "LaTeX": _macro(r"\text{LaTeX}"),
    "KaTeX": _macro(r"\text{KaTeX}"),
}
"""Commands that the converter lacks."""

COMMANDS = tuple(
    """alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu
    xi pi rho sigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma
    Upsilon Phi
    Psi Omega frac dfrac tfrac sqrt sum prod int iint oint lim limsup liminf sup inf max min log ln
    exp sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh det dim ker gcd deg arg hom Pr
    left right middle big Big bigg Bigg text textbf textit mathrm mathbf mathbb mathcal mathfrak
    mathscr mathsf mathtt mathit boldsymbol operatorname hat widehat bar overline underline vec dot
    ddot tilde widetilde check breve overbrace underbrace overset underset stackrel binom begin end
    cdot cdots ldots vdots ddots times div pm mp leq geq neq equiv approx sim simeq cong propto in
    notin subset subseteq supset supseteq cup cap setminus emptyset varnothing forall exists nexists
    neg land lor to gets rightarrow leftarrow Rightarrow Leftarrow Leftrightarrow leftrightarrow iff
    implies mapsto hookrightarrow uparrow downarrow infty partial nabla hbar ell Re Im aleph angle
    langle rangle lfloor rfloor lceil rceil lVert rVert lvert rvert quad qquad displaystyle
    textstyle tag label eqref color textcolor boxed cancel phantom xrightarrow xleftarrow matrix
    pmatrix bmatrix vmatrix cases array align aligned gather gathered equation split""".split()
)
"""Names for a hint at a slip."""
