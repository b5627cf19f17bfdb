import { h } from "../lib/dom.js";
import { snippet } from "../lib/snippet.js";

const PATH = "playground/rate-limit";
const TITLE = "Rate limit";

/** The rate limit of the simulator, which is on or off whatever fault is on. */
export class Limit {

	#failed;
	#toggle = h("button", { type: "button", class: "chip", "aria-label": TITLE, "aria-pressed": "false",
		onclick: () => this.#call(this.#toggle.getAttribute("aria-pressed") === "true" ? "DELETE" : "PUT") }, "Switch on");

	/** @param {function(Error): void} failed shows that something went wrong */
	constructor(failed) {
		this.#failed = failed;
		this.element = h("section", { class: "card limit", "aria-label": TITLE },
				h("h3", {}, TITLE),
				h("p", {}, "The simulator accepts one request per second, or twice the rate of the successful requests "
					+ "of the last hour. Above that the response is 429."),
				h("p", { class: "muted" }, "Without pacing, most calls of a large bulk fail. Start the application with "
					+ "“--together.pacing.enabled=true”, and the client finds the limit: Watch shows how."),
				h("details", {}, h("summary", {}, "In a test of yours"),
						snippet("the code of the rate limit", h("code", {}, "simulator.limitRate(SimulatedRateLimit.dynamic());"))),
				this.#toggle);
	}

	refresh() {
		return this.#call("GET");
	}

	async #call(method) {
		try {
			const { on } = await (await fetch(PATH, { method })).json();
			this.element.classList.toggle("on", on);
			this.#toggle.setAttribute("aria-pressed", on);
			this.#toggle.textContent = on ? "On" : "Switch on";
		}
		catch (error) {
			this.#failed(error);
		}
	}

}
