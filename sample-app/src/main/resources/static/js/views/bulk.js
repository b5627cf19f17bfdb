import { Bulk } from "../bulk/bulk.js";
import { Progress } from "../bulk/progress.js";
import { promptsIn } from "../bulk/prompts.js";
import { java } from "../bulk/snippet.js";
import { Table } from "../bulk/table.js";
import { fill, h } from "../lib/dom.js";
import { count } from "../lib/numbers.js";
import { errorCard, problemOf } from "../lib/problem.js";
import { snippet } from "../lib/snippet.js";

const MAX_CONCURRENCY = 64;
const MAX_SIZE = 16 * 1024 * 1024;
const TOO_LARGE = { title: "The file is too large", detail: "The page takes 16 MB. "
	+ "The command line takes files of any size: --bulk=in.jsonl --out=out.jsonl" };
const EXAMPLE = exampleLines(200, 120);

export function mount(section) {
	const text = h("textarea", { id: "bulk-text", class: "bulk-text", rows: 8, spellcheck: "false", oninput: told,
		"aria-describedby": "bulk-format" });
	const file = h("input", { id: "bulk-file", type: "file", accept: ".jsonl,.ndjson,.txt,.json,text/plain",
		onchange: upload });
	const concurrency = numberField("bulk-concurrency", 8, MAX_CONCURRENCY);
	const code = h("code", {});
	const maxTokens = numberField("bulk-max-tokens", 50);
	const format = h("p", { id: "bulk-format", class: "hint" });
	const run = button("Run", start, "primary");
	const stop = button("Stop", () => call?.abort());
	const again = button("", () => go(bulk.failures));
	const rest = button("", () => go(bulk.left));
	const download = button("Download results", save);
	const failure = h("div", {});
	const table = new Table();
	const progress = new Progress(() => table.update());
	let bulk = null;
	let call = null;

	section.append(
			h("header", { class: "intro" },
					h("h2", {}, "Bulk"),
					h("p", { class: "lead" }, "Complete many prompts with a bounded number of calls at once. ",
							"Results come in the order of the input, and a line that fails doesn't end the others. ",
							"It is CompletionsClient.createAll underneath.")),
			h("div", { class: "stack" },
					h("section", { class: "card stack", "aria-label": "Prompts" },
							h("div", { class: "field" },
									h("label", { for: text.id }, "Prompts"), text, format),
							h("div", { class: "bulk-fields" },
									field("From a file", file),
									field("Calls at once", concurrency),
									field("Max tokens per line", maxTokens, "For lines of text; JSON has its own")),
							h("div", { class: "actions" }, run, stop, button("Example", fillIn, "quiet"))),
					failure, progress.element,
					h("div", { class: "actions" }, again, rest, download),
					table.element,
					h("details", { class: "card" }, h("summary", {}, "The Java code"),
							snippet("the Java code of the bulk", code))));
	// A page that is left may live on for going back to it, with its calls.
	addEventListener("pagehide", () => call?.abort());
	concurrency.addEventListener("input", showCode);
	showCode();
	told();
	buttons();

	function told() {
		const { json, lines } = read();
		const broken = lines.filter((line) => line.request === null).length;
		format.textContent = lines.length === 0
			? "One prompt a line, or JSON Lines: a request such as {\"prompt\": \"Once\", \"max_tokens\": 20} a line"
			: `${count(lines.length, json ? "request" : "prompt")} ${json ? "as JSON Lines" : "as lines of text"}${
				broken > 0 ? `; ${count(broken, "line")} of them no JSON object, not to be sent` : ""}`;
	}

	function showCode() {
		code.textContent = java(concurrency.value);
	}

	function read() {
		return promptsIn(text.value, maxTokens.value ? { max_tokens: maxTokens.valueAsNumber } : {});
	}

	async function upload() {
		const [chosen] = file.files;
		const tooLarge = chosen?.size > MAX_SIZE;
		fill(failure, tooLarge && errorCard(TOO_LARGE));
		if (chosen && !tooLarge) {
			text.value = await chosen.text();
			told();
		}
	}

	function fillIn() {
		text.value = EXAMPLE;
		told();
		text.focus();
	}

	function start() {
		const { lines } = read();
		if (lines.length === 0 || !maxTokens.reportValidity()) {
			text.focus();
			return;
		}
		if (concurrency.reportValidity()) {
			bulk = new Bulk(lines);
			table.show(bulk);
			go(bulk.left);
		}
	}

	async function go(lines) {
		if (!concurrency.reportValidity()) {
			return;
		}
		call = new AbortController();
		fill(failure);
		let end = "Done";
		try {
			const running = bulk.run(lines, concurrency.valueAsNumber, call.signal);
			progress.start(bulk, lines.length);
			buttons();
			await running;
		}
		catch (error) {
			end = call.signal.aborted ? "Stopped" : "Broken off";
			fill(failure, !call.signal.aborted && errorCard(problemOf(error)));
		}
		call = null;
		progress.end(`${end}: ${count(bulk.done - bulk.failed, "line")} completed, ${bulk.failed} failed, ${
			bulk.left.length} left`);
		buttons();
	}

	function buttons() {
		const idle = bulk !== null && call === null;
		const failures = idle ? bulk.failures.length : 0;
		const left = idle ? bulk.left.length : 0;
		stop.disabled = false;
		if (call !== null && [run, again, rest].includes(document.activeElement)) {
			stop.focus();
		}
		run.disabled = call !== null;
		if (call === null && document.activeElement === stop) {
			run.focus();
		}
		stop.disabled = call === null;
		again.textContent = `Run ${count(failures, "failed line")} again`;
		again.hidden = failures === 0;
		rest.textContent = `Run the ${count(left, "line")} left`;
		rest.hidden = left === 0;
		download.hidden = !idle || bulk.done === 0;
	}

	function save() {
		const url = URL.createObjectURL(new Blob([bulk.toJsonLines()], { type: "application/x-ndjson" }));
		h("a", { href: url, download: "results.jsonl" }).click();
		setTimeout(() => URL.revokeObjectURL(url), 60_000);
	}
}

function button(title, onclick, kind) {
	return h("button", { type: "button", class: kind, onclick }, title);
}

function numberField(id, value, max) {
	return h("input", { id, type: "number", min: 1, max, step: 1, value, required: true });
}

function field(title, input, hint) {
	return h("div", { class: "field" }, h("label", { for: input.id }, title), input,
			hint && h("p", { class: "hint" }, hint));
}

function exampleLines(size, wrong) {
	const beginnings = ["Once upon a time", "The old lighthouse", "In the morning the river", "A fox and a crow"];
	return Array.from({ length: size }, (_, i) => JSON.stringify({
		prompt: `${beginnings[i % beginnings.length]}, ${i + 1}.`,
		max_tokens: 16,
		temperature: i + 1 === wrong ? -1 : 0.8
	})).join("\n");
}
