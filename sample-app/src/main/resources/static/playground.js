"use strict";

const form = document.getElementById("form");
const run = document.getElementById("run");
const stop = document.getElementById("stop");
const output = document.getElementById("output");
const error = document.getElementById("error");
const summary = document.getElementById("summary");

let call = null;

form.addEventListener("submit", (event) => {
	event.preventDefault();
	complete();
});
stop.addEventListener("click", () => call?.abort());
tellServer();

async function tellServer() {
	const server = document.getElementById("server");
	try {
		const info = await (await fetch("actuator/info")).json();
		server.textContent = (info.playground.server === "simulator")
			? "No key is set: the embedded simulator answers."
			: `The service at ${info.together.clients.default} answers.`;
	}
	catch {
		server.textContent = "It is not known which server answers.";
	}
}

async function complete() {
	call = new AbortController();
	showRunning(true);
	output.textContent = "";
	summary.textContent = "";
	error.hidden = true;
	try {
		const response = await fetch("api/completions/stream", {
			method: "POST",
			headers: { "Content-Type": "application/json", "Accept": "text/event-stream" },
			body: JSON.stringify(request()),
			signal: call.signal
		});
		if (response.ok) {
			await show(response);
		}
		else {
			showProblem(await response.json());
		}
	}
	catch (failure) {
		if (call.signal.aborted) {
			summary.textContent = "Stopped.";
		}
		else {
			showProblem({ title: "The application does not answer", detail: failure.message });
		}
	}
	finally {
		showRunning(false);
	}
}

// Fields left empty are not sent: the server's defaults count.
function request() {
	const fields = {};
	for (const field of form.elements) {
		if (field.name && field.value !== "") {
			fields[field.name] = (field.type === "number") ? field.valueAsNumber : field.value;
		}
	}
	return fields;
}

async function show(response) {
	let ended = false;
	for await (const event of events(response.body)) {
		if (event.type === "error") {
			showProblem(JSON.parse(event.data));
			ended = true;
		}
		else if (event.type === "done") {
			ended = true;
		}
		else {
			showChunk(JSON.parse(event.data));
		}
	}
	if (!ended) {
		showProblem({ title: "The stream broke off" });
	}
}

function showChunk(chunk) {
	for (const choice of chunk.choices ?? []) {
		output.append(choice.text ?? "");
		if (choice.finish_reason) {
			summary.textContent = `Finish reason: ${choice.finish_reason}`;
		}
	}
	if (chunk.usage) {
		summary.textContent += ` (${chunk.usage.completion_tokens} tokens)`;
	}
}

function showProblem(problem) {
	error.textContent = [problem.status, problem.title, problem.detail].filter(Boolean).join(" – ");
	error.hidden = false;
}

function showRunning(running) {
	run.disabled = running;
	stop.disabled = !running;
}

async function* events(body) {
	const reader = body.pipeThrough(new TextDecoderStream()).getReader();
	let text = "";
	for (let part = await reader.read(); !part.done; part = await reader.read()) {
		text += part.value;
		const blocks = text.split("\n\n");
		text = blocks.pop();
		yield* blocks.map(parseEvent);
	}
}

function parseEvent(block) {
	const event = { type: "message", data: "" };
	for (const line of block.split("\n")) {
		const value = line.slice(line.indexOf(":") + 1).replace(/^ /, "");
		if (line.startsWith("event:")) {
			event.type = value;
		}
		else if (line.startsWith("data:")) {
			event.data += value;
		}
	}
	return event;
}
