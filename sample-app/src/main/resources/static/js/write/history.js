import { Run } from "./run.js";

const KEY = "together-playground.history";
const LIMIT = 30;

/** The last runs, newest first, kept by the browser. */
export class History {

	runs = read();

	add(run) {
		this.#keep([run, ...this.runs].slice(0, LIMIT));
	}

	remove(run) {
		this.#keep(this.runs.filter((other) => other !== run));
	}

	clear() {
		this.#keep([]);
	}

	// Where there is not room for all, the oldest are dropped.
	#keep(runs) {
		this.runs = runs;
		for (let count = runs.length; count > 0; count--) {
			try {
				localStorage.setItem(KEY, stringify(runs.slice(0, count)));
				return;
			}
			catch (error) {
				console.info("The browser has no room for the history", error.name);
			}
		}
		localStorage.removeItem(KEY);
	}

}

function read() {
	try {
		return JSON.parse(localStorage.getItem(KEY) ?? "[]").map(Run.of);
	}
	catch {
		return [];
	}
}

function stringify(runs) {
	return JSON.stringify(runs, (name, value) => typeof value === "bigint" ? String(value) : value);
}
