import { stringify } from "../lib/json.js";

const INT = 2 ** 31;
const LONG = 2n ** 63n;

const isInt = (value) => Number.isInteger(value) && value >= -INT && value < INT;
const isNumber = (value) => typeof value === "number";
const isText = (value) => typeof value === "string";

/** How the builder's methods take the parameters. What doesn't fit is an additional field. */
const METHODS = {
	model: ["model", isText, text],
	prompt: ["prompt", isText, text],
	max_tokens: ["maxTokens", isInt, String],
	temperature: ["temperature", isNumber, decimal],
	top_p: ["topP", isNumber, decimal],
	top_k: ["topK", isInt, String],
	min_p: ["minP", isNumber, decimal],
	repetition_penalty: ["repetitionPenalty", isNumber, decimal],
	presence_penalty: ["presencePenalty", isNumber, decimal],
	frequency_penalty: ["frequencyPenalty", isNumber, decimal],
	stop: ["stop", (value) => Array.isArray(value) && value.every(isText), (value) => value.map(text).join(", ")],
	n: ["n", isInt, String],
	seed: ["seed", (value) => typeof value === "bigint", integer],
	logprobs: ["logprobs", isInt, String],
	echo: ["echo", (value) => typeof value === "boolean", String],
	safety_model: ["safetyModel", isText, text],
	logit_bias: ["logitBias", (value) => isMap(value) && Object.values(value).every(isNumber), literal]
};

/** Returns the Java code of a run. */
export function java(run) {
	const lines = Object.entries(run.fields)
		.filter(([name]) => name !== "stream")
		.map(([name, value]) => `\n\t.${call(name, value)}`);
	return `CompletionRequest request = CompletionRequest.builder()${lines.join("")}\n\t.build();\n${
		run.streams ? streaming(run.fields.n > 1) : blocking(run.fields.n > 1)}`;
}

/** Returns the shell command of a run. */
export function curl(run, base) {
	return `curl -N ${quote(new URL(run.path, base).href)} \\\n  -H 'Content-Type: application/json' \\\n  -d ${
		quote(stringify(run.fields, "  "))}`;
}

function streaming(several) {
	return `try (CompletionStream stream = completions.openStream(request)) {
	for (CompletionChunk chunk : stream) {
${several ? `		for (CompletionChoiceDelta choice : chunk.choices()) {
			System.out.println(choice.index() + ": " + choice.text());
		}` : "		System.out.print(chunk.text());"}
	}
}`;
}

function blocking(several) {
	return `CompletionResponse response = completions.create(request);
${several ? `for (CompletionChoice choice : response.choices()) {
	System.out.println(choice.index() + ": " + choice.text());
}` : "System.out.println(response.text());"}`;
}

function call(name, value) {
	const [method, fits, write] = METHODS[name] ?? [];
	return method && fits(value) ? `${method}(${write(value)})` : `additionalField(${text(name)}, ${literal(value)})`;
}

function literal(value) {
	if (isText(value)) {
		return text(value);
	}
	if (typeof value === "bigint") {
		return integer(value);
	}
	if (isNumber(value)) {
		return Number.isInteger(value) && !isInt(value) ? `new BigDecimal("${value}")` : String(value);
	}
	if (Array.isArray(value) && !hasNull(value)) {
		return `List.of(${value.map(literal).join(", ")})`;
	}
	if (isMap(value) && !hasNull(Object.values(value))) {
		return map(Object.entries(value).map(([name, member]) => `${text(name)}, ${literal(member)}`));
	}
	return value === null || typeof value === "boolean" ? String(value)
		: `JsonMapper.shared().readValue(${text(JSON.stringify(value))}, Object.class)`;
}

function map(entries) {
	return entries.length <= 10 ? `Map.of(${entries.join(", ")})`
		: `Map.ofEntries(${entries.map((entry) => `Map.entry(${entry})`).join(", ")})`;
}

function decimal(value) {
	return Number.isInteger(value) && !isInt(value) ? value.toExponential() : String(value);
}

function integer(value) {
	if (isInt(Number(value))) {
		return String(value);
	}
	return value < LONG && value >= -LONG ? `${value}L` : `new BigInteger("${value}")`;
}

// A line of Java for each line of the text.
function text(value) {
	const lines = value.split(/(?<=\n)(?=[^])/).map((line) => `"${escape(line)}"`);
	return lines.join("\n\t\t\t+ ");
}

function escape(line) {
	return line.replaceAll("\\", "\\\\")
		.replaceAll("\"", "\\\"")
		.replaceAll("\n", "\\n")
		.replaceAll("\r", "\\r")
		.replaceAll("\t", "\\t")
		.replace(/[^\x20-\x7e\xa1-\uffff]|[\u2028\u2029\ud800-\udfff]/g, (unit) =>
			`\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function quote(argument) {
	return `'${argument.replaceAll("'", "'\\''")}'`;
}

function isMap(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function hasNull(values) {
	return values.includes(null);
}
