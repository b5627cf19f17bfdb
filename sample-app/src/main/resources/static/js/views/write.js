import { fill, h } from "../lib/dom.js";
import { count } from "../lib/numbers.js";
import { reveal } from "../lib/reveal.js";
import { snippet } from "../lib/snippet.js";
import { tabs } from "../lib/tabs.js";
import { toyNote } from "../lib/toy.js";
import { Form } from "../write/form.js";
import { History } from "../write/history.js";
import { Output } from "../write/output.js";
import { PRESETS } from "../write/presets.js";
import { Run } from "../write/run.js";
import { curl, java } from "../write/snippets.js";

const WIDE = "(min-width: 60rem)";

export function mount(section) {
	const form = new Form();
	const output = new Output((seed) => form.useSeed(seed));
	const history = new History(() => listHistory());
	const run = h("button", { type: "button", class: "primary", onclick: start }, "Run");
	const stop = h("button", { type: "button", disabled: true, onclick: () => call?.abort() }, "Stop");
	const chips = PRESETS.map(chip);
	const javaCode = h("code", {});
	const curlCode = h("code", {});
	const code = h("section", { class: "card code-card", "aria-label": "The code", hidden: true },
			tabs("The code of this run", [
				{ title: "Java", panel: snippet("the Java code", javaCode) },
				{ title: "curl", panel: snippet("the curl command", curlCode) }
			]));
	const entries = h("ol", { class: "entries" });
	const past = h("section", { class: "history", "aria-label": "History" });
	let call = null;

	section.append(
			h("header", { class: "intro" },
					h("h2", {}, "Write"),
					h("p", { class: "lead" }, "Give the model a beginning, and it goes on from there. ",
							"Everything here is CompletionsClient underneath; the code of each run is below it."),
					toyNote(),
					h("div", { class: "chips", role: "group", "aria-label": "Examples" }, chips)),
			h("div", { class: "write", onkeydown: keyed },
					h("section", { class: "card editor", "aria-label": "Prompt" },
							h("div", { class: "field" }, h("label", { for: form.prompt.id }, "Prompt"), form.prompt),
							h("div", { class: "field model" }, h("label", { for: form.model.id }, "Model"), form.model,
									form.models),
							h("div", { class: "actions run-bar" }, run, stop,
									h("span", { class: "check" }, form.streams,
											h("label", { for: form.streams.id }, "Stream")),
									h("span", { class: "hint keys" }, h("kbd", {}, "Ctrl"), " ", h("kbd", {}, "Enter"),
											" runs, ", h("kbd", {}, "Esc"), " stops"))),
					h("details", { class: "card parameters", open: matchMedia(WIDE).matches },
							h("summary", {}, "Parameters"), form.parameters),
					h("div", { class: "results stack" }, output.element, code, past)));

	const [latest] = history.runs;
	if (latest) {
		open(latest);
	}
	else {
		choose(PRESETS[1]);
	}
	listHistory();
	// A page that is left may live on for going back to it, with its call.
	addEventListener("pagehide", () => call?.abort());

	function chip(preset) {
		return preset.view
			? h("a", { class: "button chip", href: preset.view, title: preset.about }, preset.title)
			: h("button", { type: "button", class: "chip", title: preset.about, "aria-pressed": "false",
				onclick: () => choose(preset) }, preset.title);
	}

	function choose(preset) {
		form.show(preset.request);
		mark(preset);
	}

	function mark(preset) {
		chips.forEach((element, index) => element.type
				&& element.setAttribute("aria-pressed", PRESETS[index] === preset));
	}

	async function start() {
		const fields = call ? null : form.read();
		if (!fields) {
			return;
		}
		const current = new Run(fields, form.streams.checked);
		call = new AbortController();
		setRunning(true);
		output.show(current);
		showCode(current);
		reveal(output.element);
		await current.start(call.signal, (index, tokens) => {
			output.add(index, tokens);
			output.update();
		});
		call = null;
		setRunning(false);
		output.end();
		history.add(current);
		listHistory();
	}

	function setRunning(running) {
		const [from, to] = running ? [run, stop] : [stop, run];
		to.disabled = false;
		if (document.activeElement === from) {
			to.focus();
		}
		from.disabled = true;
	}

	function keyed(event) {
		if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
			event.preventDefault();
			start();
		}
		else if (event.key === "Escape") {
			call?.abort();
		}
	}

	function open(kept) {
		form.show(kept.fields, kept.streams);
		mark(null);
		output.show(kept);
		showCode(kept);
	}

	function showCode(current) {
		javaCode.textContent = java(current);
		curlCode.textContent = curl(current, document.baseURI);
		code.hidden = false;
	}

	function listHistory() {
		past.hidden = history.runs.length === 0;
		fill(entries, history.runs.map(entry));
		fill(past, h("header", { class: "choice-head" }, h("h3", {}, "History"),
				h("button", { type: "button", class: "quiet", onclick: clear }, "Clear the history")), entries);
	}

	function entry(kept) {
		const prompt = kept.fields.prompt.trim();
		return h("li", {},
				h("button", { type: "button", class: "entry", onclick: () => reopen(kept) },
						h("span", { class: "entry-prompt", dir: "auto" }, prompt || "(an empty prompt)"),
						h("span", { class: "hint" }, summary(kept))),
				h("button", { type: "button", class: "quiet", "aria-label": `Forget ${prompt.slice(0, 40)}`,
					onclick: () => forget(kept) }, "Forget"));
	}

	function reopen(kept) {
		if (!call) {
			open(kept);
			scrollTo(0, 0);
			reveal(output.element);
		}
	}

	function forget(kept) {
		history.remove(kept);
		listHistory();
		(entries.querySelector("button") ?? form.prompt).focus();
	}

	function clear() {
		history.clear();
		listHistory();
		form.prompt.focus();
	}
}

function summary(kept) {
	const time = new Date(kept.at).toLocaleString("en", { dateStyle: "medium", timeStyle: "short" });
	const outcome = kept.problem ? `failed: ${kept.problem.status ?? kept.problem.title}`
		: `${kept.state === "stopped" ? "stopped, " : ""}${count(kept.tokens, "token")}`;
	return [time, outcome, kept.fields.n > 1 && `${kept.fields.n} choices`, kept.model].filter(Boolean).join(" · ");
}
