import { Run } from "./run.js";

const PREFIX = "together-playground.run.";
const LIMIT = 30;

/**
 * The last runs, newest first, kept by the browser. Each has an entry of its own, so that
 * tabs side by side don't overwrite each other's.
 */
export class History {

	runs = read();

	/** @param {function(): void} onChange hears when another tab has changed the history */
	constructor(onChange) {
		addEventListener("storage", ({ key }) => {
			if (key === null || key.startsWith(PREFIX)) {
				this.runs = read();
				onChange();
			}
		});
	}

	// Where there is not room for all, the oldest are dropped.
	add(run) {
		const value = stringify(run);
		let kept = store(run, value);
		while (!kept && drop(keys().at(-1))) {
			kept = store(run, value);
		}
		keys().slice(LIMIT).forEach(drop);
		this.runs = kept ? read() : [run];
	}

	remove(run) {
		drop(PREFIX + run.id);
		this.runs = this.runs.filter((other) => other !== run);
	}

	clear() {
		keys().forEach(drop);
		this.runs = [];
	}

}

// An id begins with the time, so that the order of the keys is that of the runs.
function keys() {
	return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).sort().reverse();
}

function drop(key) {
	if (key === undefined) {
		return false;
	}
	localStorage.removeItem(key);
	return true;
}

function store(run, value) {
	try {
		localStorage.setItem(PREFIX + run.id, value);
		return true;
	}
	catch (error) {
		console.info("The browser has no room for the history", error.name);
		return false;
	}
}

function read() {
	return keys().flatMap((key) => {
		try {
			return [Run.of(JSON.parse(localStorage.getItem(key)))];
		}
		catch {
			return [];
		}
	});
}

function stringify(run) {
	return JSON.stringify(run, (name, value) => typeof value === "bigint" ? String(value) : value);
}
