import { fill, h, uniqueId } from "../lib/dom.js";
import { percent } from "../lib/numbers.js";

/**
 * A text whose tokens are coloured by their probabilities. Pointing at a token or moving
 * to it with the arrow keys shows what else could have stood there.
 */
export class TokenText {

	#detail = h("div", { class: "token-detail", role: "tooltip", id: uniqueId("detail"), hidden: true });
	#tokens = [];
	#sum = 0;
	#count = 0;

	constructor(label) {
		this.text = h("div", { class: "text", dir: "auto" });
		this.element = h("div", { class: "token-text", onpointerover: (event) => this.#show(event.target),
			onpointerleave: () => this.#hide(), onfocusin: (event) => this.#focus(event.target),
			onfocusout: () => this.#hide(), onkeydown: (event) => this.#key(event) }, this.text, this.#detail);
		this.label = label;
	}

	/** e to the mean surprise: among how many tokens the model hesitated. */
	get perplexity() {
		return this.#count > 0 ? Math.exp(-this.#sum / this.#count) : null;
	}

	add(tokens) {
		this.text.append(...tokens.map((token) => token.logprob === undefined || token.logprob === null
			? document.createTextNode(token.text) : this.#element(token)));
	}

	#element(token) {
		this.#sum += token.logprob;
		this.#count++;
		const probability = Math.exp(token.logprob);
		const element = h("span", { role: "option", class: token.text.includes("\n") ? "token break" : "token",
			tabindex: this.#tokens.length === 0 ? 0 : -1, "aria-label": `${visible(token.text)}, ${percent(probability)}`,
			"aria-describedby": this.#detail.id, style: { "--p": probability.toFixed(4) } }, token.text);
		if (this.#tokens.length === 0) {
			this.text.setAttribute("role", "listbox");
			this.text.setAttribute("aria-label", `${this.label}: tokens with their probabilities`);
			this.text.setAttribute("aria-orientation", "horizontal");
		}
		this.#tokens.push({ token, element, perplexity: this.perplexity });
		return element;
	}

	#find(element) {
		return this.#tokens.findIndex((entry) => entry.element === element);
	}

	#focus(element) {
		const index = this.#find(element);
		if (index >= 0) {
			this.#tokens.forEach((entry) => entry.element.tabIndex = entry.element === element ? 0 : -1);
			this.#show(element);
		}
	}

	#key(event) {
		const at = this.#find(event.target);
		if (event.key === "Escape" && !this.#detail.hidden) {
			event.stopPropagation();
			this.#hide();
			return;
		}
		const step = getComputedStyle(this.text).direction === "rtl" ? -1 : 1;
		const to = { ArrowRight: at + step, ArrowLeft: at - step, Home: 0, End: this.#tokens.length - 1 }[event.key];
		if (at >= 0 && to !== undefined) {
			event.preventDefault();
			this.#tokens[Math.min(Math.max(to, 0), this.#tokens.length - 1)].element.focus();
		}
	}

	#show(element) {
		const entry = this.#tokens[this.#find(element)];
		if (!entry) {
			this.#hide();
			return;
		}
		fill(this.#detail, describe(entry));
		this.#detail.hidden = false;
		const box = this.element.getBoundingClientRect();
		const place = element.getClientRects()[0];
		const left = Math.min(place.left - box.left, box.width - this.#detail.offsetWidth);
		this.#detail.style.setProperty("left", `${Math.max(left, 0)}px`);
		this.#detail.style.setProperty("top", `${place.bottom - box.top + 6}px`);
	}

	#hide() {
		this.#detail.hidden = true;
	}

}

/** Writes a token so that its blanks can be seen. */
function visible(text) {
	return text.replaceAll(" ", "·").replaceAll("\n", "⏎").replaceAll("\t", "⇥");
}

function minus(number) {
	return Number(number) === 0 ? "0" : number.replace("-", "\u2212");
}

function describe({ token, perplexity }) {
	return [
		h("p", { class: "token-detail-head" }, h("code", { dir: "auto" }, visible(token.text)),
				h("strong", {}, percent(Math.exp(token.logprob))),
				h("span", { class: "muted" }, `log ${minus(token.logprob.toFixed(3))}`)),
		token.alternatives.length > 0 && h("ol", { class: "alternatives" }, token.alternatives.map((other) =>
			h("li", { class: other.text === token.text ? "chosen" : "",
				style: { "--p": Math.exp(other.logprob).toFixed(4) } },
					h("code", { dir: "auto" }, visible(other.text)), h("span", {}, percent(Math.exp(other.logprob)))))),
		h("p", { class: "hint" }, `Perplexity up to here ${perplexity.toFixed(2)}`)
	];
}
