import { h } from "./dom.js";

const TOLD_FOR = 2000;

/**
 * A button that copies a text.
 *
 * @param {string} what what is copied, for screen readers
 * @param {function(): string} text gives the text when the button is pressed
 */
export function copyButton(what, text) {
	const label = h("span", { role: "status" }, "Copy");
	return h("button", { type: "button", class: "quiet copy", "aria-label": `Copy ${what}`, onclick: copy }, label);

	async function copy() {
		try {
			await navigator.clipboard.writeText(text());
			tell("Copied");
		}
		catch {
			tell("Not allowed");
		}
	}

	function tell(message) {
		label.textContent = message;
		setTimeout(() => label.textContent = "Copy", TOLD_FOR);
	}
}
