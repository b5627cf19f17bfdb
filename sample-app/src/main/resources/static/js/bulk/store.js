import { ProblemError } from "../lib/problem.js";

const NAME = "together-playground";
const BULKS = "bulks";
const OUTCOMES = "outcomes";
const LIMIT = 5;

/**
 * Keeps the last bulks in the browser, each outcome as soon as it comes, so that what was
 * paid is not lost with the page.
 */
export class Store {

	#database = open();
	#waiting = [];
	#onFailure;

	/** @param {function(Error): void} onFailure hears if the browser does not keep what it should */
	constructor(onFailure) {
		this.#onFailure = onFailure;
		addEventListener("pagehide", () => this.#flush());
	}

	/**
	 * Keeps a bulk that has begun, and forgets those that are too many.
	 *
	 * @param {import("./bulk.js").Bulk} bulk the bulk
	 * @param {object} input what the person wrote and chose
	 */
	add({ id, lines }, input) {
		this.#write((bulks, outcomes) => {
			bulks.put({ id, lines, input });
			bulks.getAllKeys().onsuccess = ({ target }) => {
				const oldest = target.result.slice(-LIMIT)[0];
				bulks.delete(IDBKeyRange.upperBound(oldest, true));
				outcomes.delete(IDBKeyRange.upperBound([oldest], true));
			};
		});
	}

	/** Keeps what has become of a prompt. */
	put(id, index, json) {
		this.#write((bulks, outcomes) => outcomes.put({ index, json }, [id, index]));
	}

	/** Forgets what has become of prompts. */
	remove(id, indexes) {
		this.#write((bulks, outcomes) => indexes.forEach((index) => outcomes.delete([id, index])));
	}

	/** Forgets a bulk. */
	forget(id) {
		this.#write((bulks, outcomes) => {
			bulks.delete(id);
			outcomes.delete(allOf(id));
		});
	}

	/**
	 * Returns a bulk.
	 *
	 * @param {string} id the one that is wanted; where it is not there, the newest is returned
	 * @returns {Promise<{id: string, lines: Array, input: object}|undefined>} the bulk
	 */
	async find(id) {
		const ids = await this.#read(BULKS, (bulks) => bulks.getAllKeys()) ?? [];
		const found = ids.includes(id) ? id : ids.at(-1);
		return found && this.#read(BULKS, (bulks) => bulks.get(found));
	}

	/**
	 * Returns what has become of the prompts of a bulk.
	 *
	 * @returns {Promise<{index: number, json: string}[]>} the outcomes
	 */
	async outcomes(id) {
		await this.#flush();
		return await this.#read(OUTCOMES, (outcomes) => outcomes.getAll(allOf(id))) ?? [];
	}

	// What comes at once is written at once.
	#write(change) {
		this.#waiting.push(change);
		if (this.#waiting.length === 1) {
			setTimeout(() => this.#flush());
		}
	}

	async #flush() {
		const changes = this.#waiting;
		this.#waiting = [];
		if (changes.length === 0) {
			return;
		}
		try {
			const transaction = (await this.#database).transaction([BULKS, OUTCOMES], "readwrite");
			const [bulks, outcomes] = [transaction.objectStore(BULKS), transaction.objectStore(OUTCOMES)];
			changes.forEach((change) => change(bulks, outcomes));
			await new Promise((resolve, reject) => {
				transaction.oncomplete = resolve;
				transaction.onabort = () => reject(transaction.error);
			});
		}
		catch (error) {
			this.#onFailure(error);
		}
	}

	async #read(name, query) {
		try {
			return await resultOf(query((await this.#database).transaction(name).objectStore(name)));
		}
		catch (error) {
			this.#onFailure(error);
			return undefined;
		}
	}

}

/**
 * Does something unless another tab is doing it.
 *
 * @param {string} name what is done
 * @param {function(): Promise} action does it
 * @throws if another tab is doing it
 */
export function alone(name, action) {
	// Only a page from this machine or over TLS has locks.
	return !navigator.locks ? action() : navigator.locks.request(name, { ifAvailable: true }, (lock) => {
		if (!lock) {
			throw new ProblemError({ title: "Another tab is at it", detail: "Nothing was sent from here." });
		}
		return action();
	});
}

async function open() {
	const request = indexedDB.open(NAME, 1);
	request.onupgradeneeded = () => {
		request.result.createObjectStore(BULKS, { keyPath: "id" });
		request.result.createObjectStore(OUTCOMES);
	};
	return resultOf(request);
}

function resultOf(request) {
	return new Promise((resolve, reject) => {
		request.onsuccess = () => resolve(request.result);
		request.onerror = () => reject(request.error);
	});
}

function allOf(id) {
	return IDBKeyRange.bound([id], [id, []]);
}
