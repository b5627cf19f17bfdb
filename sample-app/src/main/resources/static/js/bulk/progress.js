import { fill, h } from "../lib/dom.js";
import { count, seconds } from "../lib/numbers.js";

const INTERVAL = 250;

/** Tells how far a bulk is and how fast it goes. */
export class Progress {

	#bar = h("progress", { "aria-label": "Prompts with a result" });
	#facts = h("dl", { class: "facts" });
	#status = h("p", { class: "bulk-status", role: "status" });
	#bulk = null;
	#timer = 0;
	#onUpdate;
	#started = 0;
	#ended = 0;
	#doneBefore = 0;
	#tokensBefore = 0;

	/** @param {function(): void} onUpdate is called a few times a second while a bulk runs */
	constructor(onUpdate) {
		this.#onUpdate = onUpdate;
		this.element = h("section", { class: "card stack bulk-progress", "aria-label": "Progress", hidden: true },
				this.#bar, this.#facts, this.#status);
	}

	start(bulk, prompts) {
		this.#bulk = bulk;
		this.#doneBefore = bulk.done;
		this.#tokensBefore = bulk.tokens;
		this.#started = performance.now();
		this.#ended = 0;
		this.element.hidden = false;
		this.#status.textContent = `Running ${count(prompts, "prompt")}…`;
		clearInterval(this.#timer);
		this.#timer = setInterval(() => this.update(), INTERVAL);
		this.update();
	}

	end(end) {
		clearInterval(this.#timer);
		this.#ended = performance.now();
		this.update();
		this.#tell(end);
	}

	/** Shows a bulk that does not run. */
	show(bulk, end) {
		this.#bulk = bulk;
		this.#started = 0;
		this.element.hidden = false;
		this.update();
		this.#tell(end);
	}

	hide() {
		this.element.hidden = true;
	}

	update() {
		const { done, lines } = this.#bulk;
		this.#bar.max = lines.length;
		this.#bar.value = done;
		fill(this.#facts, [...this.#counts(), ...this.#started > 0 ? this.#speed() : []].map(([name, value]) =>
			h("div", {}, h("dt", {}, name), h("dd", {}, value))));
		this.#onUpdate();
	}

	#counts() {
		const { done, failed, lines, refused } = this.#bulk;
		return [
			["Done", `${done.toLocaleString("en")} of ${lines.length.toLocaleString("en")}`],
			["Failed", failed.toLocaleString("en")],
			...refused > 0 ? [["Not sent", refused.toLocaleString("en")]] : []
		];
	}

	#speed() {
		const { done, tokens } = this.#bulk;
		const elapsed = (this.#ended || performance.now()) - this.#started;
		const perSecond = (number) => (number * 1000 / elapsed).toLocaleString("en", { maximumFractionDigits: 1 });
		return [
			["Throughput", `${perSecond(done - this.#doneBefore)} prompts/s`],
			["Tokens out", `${perSecond(tokens - this.#tokensBefore)} tokens/s`],
			["Time", seconds(elapsed)]
		];
	}

	#tell(end) {
		const { completed, failed, left, refused } = this.#bulk;
		this.#status.textContent = `${end}: ${[count(completed, "prompt") + " completed", `${failed} failed`,
			refused > 0 && `${refused} not sent`, `${left.length} left`].filter(Boolean).join(", ")}`;
	}

}
