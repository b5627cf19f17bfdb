import { Bulk } from "../bulk/bulk.js";
import { Input } from "../bulk/input.js";
import { Progress } from "../bulk/progress.js";
import { java } from "../bulk/snippet.js";
import { alone, Store } from "../bulk/store.js";
import { Table } from "../bulk/table.js";
import { fill, h } from "../lib/dom.js";
import { count } from "../lib/numbers.js";
import { errorCard, problemOf } from "../lib/problem.js";
import { reveal } from "../lib/reveal.js";
import { snippet } from "../lib/snippet.js";
import { toyNote } from "../lib/toy.js";

const OPEN = "together-playground.bulk";
const NOT_KEPT = "The browser does not keep these results: download them before you leave the page.";
const EXAMPLE = exampleLines(200, 120);

export function mount(section) {
	const input = new Input((problem) => fill(failure, problem && errorCard(problem)));
	const code = h("code", {});
	const run = button("Run", start, "primary");
	const stop = button("Stop", () => call?.abort());
	const again = button("", () => go(() => bulk.failures));
	const rest = button("", () => go(() => bulk.left));
	const download = button("Download results", save);
	const forget = button("Forget the results", clear, "quiet");
	const failure = h("div", {});
	const notice = h("p", { class: "hint", role: "status" });
	const table = new Table();
	const progress = new Progress(() => table.update());
	const store = new Store((error) => {
		console.info("The browser has no room for the results", error);
		notice.textContent = bulk ? NOT_KEPT : "";
	});
	let bulk = null;
	let call = null;

	section.append(
			h("header", { class: "intro" },
					h("h2", {}, "Bulk"),
					h("p", { class: "lead" }, "Complete many prompts with a bounded number of calls at once. ",
							"Results come in the order of the input, and a prompt that fails doesn't end the others. ",
							"It is CompletionsClient.createAll underneath."),
					toyNote()),
			h("div", { class: "stack" },
					h("section", { class: "card stack", "aria-label": "Prompts" },
							input.element,
							h("div", { class: "actions run-bar" }, run, stop,
									button("Example", () => input.show(EXAMPLE), "quiet"))),
					failure, progress.element,
					h("div", { class: "actions" }, again, rest, download, forget, notice),
					table.element,
					h("details", { class: "card" }, h("summary", {}, "The Java code"),
							snippet("the Java code of the bulk", code))));
	// A page that is left may live on for going back to it, with its calls.
	addEventListener("pagehide", () => call?.abort());
	input.concurrency.addEventListener("input", showCode);
	showCode();
	buttons();
	restore();

	function showCode() {
		code.textContent = java(input.concurrency.value);
	}

	async function restore() {
		const kept = await store.find(sessionStorage.getItem(OPEN));
		if (!kept || bulk !== null || !input.isEmpty) {
			return;
		}
		const found = new Bulk(kept.lines, store, kept.id);
		await found.refresh();
		if (bulk === null && input.isEmpty) {
			bulk = found;
			input.state = kept.input;
			showCode();
			table.show(bulk);
			progress.show(bulk, "Kept from before");
			buttons();
		}
	}

	function start() {
		const lines = input.read();
		if (lines !== null) {
			bulk = new Bulk(lines, store);
			notice.textContent = "";
			store.add(bulk, input.state);
			sessionStorage.setItem(OPEN, bulk.id);
			table.show(bulk);
			go(() => bulk.left);
		}
	}

	async function go(chosen) {
		if (!input.concurrency.reportValidity()) {
			return;
		}
		call = new AbortController();
		fill(failure);
		buttons();
		reveal(progress.element);
		let end = "Done";
		try {
			await alone(OPEN + bulk.id, () => send(chosen));
		}
		catch (error) {
			end = call.signal.aborted ? "Stopped" : "Broken off";
			fill(failure, !call.signal.aborted && errorCard(problemOf(error)));
		}
		call = null;
		progress.end(end);
		buttons();
	}

	// What another tab has got since then is not paid twice.
	async function send(chosen) {
		await bulk.refresh();
		const lines = chosen();
		const running = bulk.run(lines, input.concurrency.valueAsNumber, call.signal);
		progress.start(bulk, lines.length);
		reveal(progress.element);
		await running;
	}

	function buttons() {
		const idle = bulk !== null && call === null;
		const failures = idle ? bulk.failures.length : 0;
		const left = idle ? bulk.left.length : 0;
		stop.disabled = false;
		if (call !== null && [run, again, rest].includes(document.activeElement)) {
			stop.focus({ preventScroll: true });
		}
		run.disabled = call !== null;
		if (call === null && document.activeElement === stop) {
			run.focus({ preventScroll: true });
		}
		stop.disabled = call === null;
		again.textContent = `Run ${count(failures, "failed prompt")} again`;
		again.hidden = failures === 0;
		rest.textContent = `Run the ${count(left, "prompt")} left`;
		rest.hidden = left === 0;
		download.hidden = !idle || bulk.done === 0;
		forget.hidden = !idle;
	}

	function save() {
		const url = URL.createObjectURL(new Blob([bulk.toJsonLines()], { type: "application/x-ndjson" }));
		h("a", { href: url, download: "results.jsonl" }).click();
		setTimeout(() => URL.revokeObjectURL(url), 60_000);
	}

	function clear() {
		store.forget(bulk.id);
		bulk = null;
		fill(failure);
		notice.textContent = "";
		progress.hide();
		table.hide();
		buttons();
		run.focus();
	}
}

function button(title, onclick, kind) {
	return h("button", { type: "button", class: kind, onclick }, title);
}

function exampleLines(size, wrong) {
	const beginnings = ["Once upon a time", "The old lighthouse", "In the morning the river", "A fox and a crow"];
	return Array.from({ length: size }, (_, i) => JSON.stringify({
		prompt: `${beginnings[i % beginnings.length]}, ${i + 1}.`,
		max_tokens: 16,
		temperature: i + 1 === wrong ? -1 : 0.8
	})).join("\n");
}
