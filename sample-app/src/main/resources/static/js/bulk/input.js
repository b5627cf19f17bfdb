import { fill, h } from "../lib/dom.js";
import { FORMATS, formatOf, promptsIn } from "./prompts.js";

const MAX_SIZE = 16 * 1024 * 1024;
const SHOWN_CHARACTERS = 80;
const HELP = "One prompt a line, JSON Lines, a JSON array, or CSV with a column “prompt”";

/** Where a person writes, pastes or uploads prompts, and sees what they are taken for. */
export class Input {

	#told = h("p", { id: "bulk-format", class: "hint" });
	#format = h("select", { id: "bulk-input-format", onchange: () => this.update() },
			Object.entries(FORMATS).map(([value, title]) => h("option", { value }, title)));
	#column = h("select", { id: "bulk-column", onchange: () => this.update() });
	#columnField = field("Column", this.#column);
	#text = h("textarea", { id: "bulk-text", class: "bulk-text", rows: 8, dir: "auto", spellcheck: "false",
		oninput: () => this.update(), "aria-describedby": "bulk-format" });
	#file = h("input", { id: "bulk-file", type: "file",
		accept: ".jsonl,.ndjson,.txt,.json,.csv,.tsv,text/plain,text/csv,application/json", onchange: () => this.#upload() });
	#maxTokens = numberField("bulk-max-tokens", 50);
	#onProblem;
	#prompts;

	/** @param {function(?object): void} onProblem hears what is wrong with a file, or null if nothing is */
	constructor(onProblem) {
		this.#onProblem = onProblem;
		this.concurrency = numberField("bulk-concurrency", 8, 64);
		this.element = h("div", { class: "stack" },
				h("div", { class: "field" }, h("label", { for: this.#text.id }, "Prompts"), this.#text, this.#told),
				h("div", { class: "bulk-fields" },
						field("From a file", this.#file),
						field("Format", this.#format),
						this.#columnField,
						field("Calls at once", this.concurrency),
						field("Max tokens per prompt", this.#maxTokens, "For prompts that are just texts; requests have their own")));
		this.#maxTokens.addEventListener("input", () => this.update());
		this.update();
	}

	get isEmpty() {
		return this.#text.value === "";
	}

	/** What a person wrote and chose. */
	get state() {
		return { text: this.#text.value, format: this.#format.value, column: this.#column.value,
			maxTokens: this.#maxTokens.value, concurrency: this.concurrency.value };
	}

	/** Shows what a person wrote and chose before. */
	set state({ text, format, column, maxTokens, concurrency }) {
		this.#maxTokens.value = maxTokens;
		this.concurrency.value = concurrency;
		this.show(text, format, column);
	}

	show(text, format = "auto", column = "") {
		this.#text.value = text;
		this.#format.value = format;
		fill(this.#column, h("option", { value: column }, column));
		this.update();
	}

	/**
	 * Returns the prompts.
	 *
	 * @returns {?import("./prompts.js").Line[]} the prompts, or null if nothing can be sent, which is marked
	 */
	read() {
		if (!this.#maxTokens.reportValidity() || !this.concurrency.reportValidity()) {
			return null;
		}
		if (this.#prompts.problem !== null || this.#prompts.lines.length === 0) {
			(this.#prompts.columns.length > 0 ? this.#column : this.#text).focus();
			return null;
		}
		return this.#prompts.lines;
	}

	/** Tells what is understood of the input as it is now. */
	update() {
		const fields = this.#maxTokens.value ? { max_tokens: this.#maxTokens.valueAsNumber } : {};
		this.#prompts = promptsIn(this.#text.value, { format: this.#format.value, column: this.#column.value, fields });
		const { columns, lines, problem, told } = this.#prompts;
		this.#told.className = problem ? "invalid" : "hint";
		this.#text.setAttribute("aria-invalid", problem !== null);
		const [first] = lines.filter((line) => line.request !== null);
		fill(this.#told, problem ?? (told || HELP), !problem && first && [". The first: “", h("bdi", {}, shorten(first.prompt)), "”"]);
		this.#offer(columns);
	}

	#offer(columns) {
		const chosen = this.#column.value;
		const names = columns.some((name) => name.toLowerCase() === "prompt") ? columns : ["", ...columns];
		this.#columnField.hidden = columns.length === 0;
		fill(this.#column, names.map((value) => h("option", { value }, value || "Choose…")));
		this.#column.value = columns.includes(chosen) ? chosen : names.find((name) => name.toLowerCase() === "prompt") ?? "";
	}

	async #upload() {
		const [chosen] = this.#file.files;
		if (!chosen) {
			return;
		}
		try {
			this.show(await textOf(chosen), formatOf(chosen.name));
			this.#onProblem(null);
		}
		catch (error) {
			this.#onProblem({ title: error.message, detail: error.cause });
		}
	}

}

// A table program's own file or another character set would become prompts of nonsense.
async function textOf(file) {
	if (file.size > MAX_SIZE) {
		throw new Error("The file is too large", { cause: "The page takes 16 MB. "
			+ "sample-batch takes files of any size: --in=in.jsonl --out=out.jsonl" });
	}
	let text = "\0";
	try {
		text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
	}
	catch {
		// It is refused below.
	}
	if (text.includes("\0")) {
		throw new Error("The file is no text", { cause: "The page takes text in UTF-8: save the file as that, a table as CSV." });
	}
	return text;
}

function shorten(text) {
	const [line] = text.trim().split("\n", 1);
	return line.length > SHOWN_CHARACTERS || line !== text.trim() ? `${line.slice(0, SHOWN_CHARACTERS)}…` : line;
}

function numberField(id, value, max) {
	return h("input", { id, type: "number", min: 1, max, step: 1, value, required: true });
}

function field(title, input, hint) {
	return h("div", { class: "field" }, h("label", { for: input.id }, title), input,
			hint && h("p", { class: "hint" }, hint));
}
