import { copyButton } from "./copy.js";
import { h } from "./dom.js";

/**
 * Shows code, with a button that copies it.
 *
 * @param {string} what what it is, for screen readers
 * @param {HTMLElement} code the element with the code
 */
export function snippet(what, code) {
	return h("div", { class: "snippet" },
			h("pre", { class: "code", tabindex: 0, role: "region", "aria-label": what }, code),
			copyButton(what, () => code.textContent));
}
