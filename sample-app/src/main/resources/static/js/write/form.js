import { fill, h, uniqueId } from "../lib/dom.js";
import { info } from "../lib/info.js";
import { looksLikeCode } from "./code.js";
import { GROUPS, PARAMETERS, read, write } from "./parameters.js";

/** What a person writes to ask for a completion. */
export class Form {

	#inputs = new Map();
	#groups = [];

	constructor() {
		this.prompt = h("textarea", { id: uniqueId("prompt"), rows: 4, class: "prompt", dir: "auto", spellcheck: "false",
			oninput: () => this.#promptChanged() });
		this.model = h("input", { id: uniqueId("model"), type: "text", list: "models", autocomplete: "off",
			spellcheck: "false" });
		this.models = h("datalist", { id: "models" });
		this.streams = h("input", { id: uniqueId("streams"), type: "checkbox", checked: true });
		this.extra = h("textarea", { id: uniqueId("extra"), rows: 2, class: "small-code", spellcheck: "false",
			placeholder: "{\"best_of\": 2}" });
		this.parameters = h("div", { class: "groups" }, GROUPS.map((group) => this.#group(group)));
		this.#inputs.get("echo").addEventListener("change", () => this.#echoChanged());
		this.#suggestModels();
	}

	/**
	 * Returns the members of a request. What is left empty is not sent.
	 *
	 * @returns {?object} the members, or null if something can't be read, which is marked
	 */
	read() {
		const fields = {};
		const faulty = [];
		this.#take(this.model, faulty, () => this.model.value.trim() && (fields.model = this.model.value.trim()));
		fields.prompt = this.prompt.value;
		for (const parameter of PARAMETERS) {
			const { name, kind } = parameter;
			const input = this.#inputs.get(name);
			if (kind === "flag") {
				input.checked && (fields[name] = true);
			}
			else {
				this.#take(input, faulty, () => input.value.trim() !== "" && (fields[name] = read(parameter, input.value)));
			}
		}
		this.#take(this.extra, faulty, () => Object.assign(fields, readExtra(this.extra.value)));
		if (faulty.length > 0) {
			faulty[0].closest("details").open = true;
			faulty[0].focus();
			return null;
		}
		return fields;
	}

	/** Shows the members of a request. */
	show({ prompt = "", model = "", ...fields }, streams = true) {
		this.prompt.value = prompt;
		this.#promptChanged();
		this.model.value = model;
		this.streams.checked = streams;
		for (const { name, kind } of PARAMETERS) {
			const input = this.#inputs.get(name);
			if (kind === "flag") {
				input.checked = fields[name] === true;
			}
			else {
				input.value = write(kind, fields[name]);
			}
			delete fields[name];
			input.dispatchEvent(new Event("change"));
		}
		this.extra.value = Object.keys(fields).length > 0 ? JSON.stringify(fields, null, 2) : "";
		for (const group of this.#groups) {
			group.open ||= group.contains(this.extra) && this.extra.value !== ""
					|| [...group.querySelectorAll("input, textarea")].some((input) => input.value !== ""
						&& input.type !== "range" && input.type !== "checkbox");
		}
	}

	/** Sets the seed of the next run. */
	useSeed(seed) {
		const input = this.#inputs.get("seed");
		input.value = seed;
		input.closest("details").open = true;
		input.focus();
	}

	#group({ title, open, parameters }) {
		const group = h("details", { class: "group", open },
				h("summary", {}, title),
				h("div", { class: "group-fields" }, parameters.map((parameter) => this.#parameter(parameter)),
						title === "More" && this.#extra()));
		this.#groups.push(group);
		return group;
	}

	#parameter(parameter) {
		const id = uniqueId(parameter.name);
		const hint = h("p", { class: "hint", id: `${id}-hint` }, parameter.hint);
		const label = h("label", { for: id }, parameter.label);
		const input = control(parameter, id);
		this.#inputs.set(parameter.name, input);
		if (parameter.kind === "flag") {
			return h("div", { class: "parameter" }, h("div", { class: "check" }, input, label), hint);
		}
		if (parameter.max === undefined) {
			return h("div", { class: "parameter" }, label, input, hint);
		}
		return h("div", { class: "parameter ranged" }, label, input, slider(parameter, input), hint);
	}

	#extra() {
		this.extra.setAttribute("aria-describedby", "extra-hint");
		return h("div", { class: "parameter" }, h("label", { for: this.extra.id }, "Extra fields"), this.extra,
				h("p", { class: "hint", id: "extra-hint" },
						"A JSON object with whatever else the server understands. It is sent as it is."));
	}

	#take(input, faulty, reading) {
		const message = input.parentNode?.querySelector(".invalid");
		message?.remove();
		input.removeAttribute("aria-invalid");
		input.removeAttribute("aria-errormessage");
		try {
			reading();
		}
		catch (error) {
			const id = `${input.id}-error`;
			input.after(h("p", { class: "invalid", id, role: "alert" }, error.message));
			input.setAttribute("aria-invalid", "true");
			input.setAttribute("aria-errormessage", id);
			faulty.push(input);
		}
	}

	#promptChanged() {
		this.prompt.classList.toggle("code-text", looksLikeCode(this.prompt.value));
	}

	// A stream has no echo, at the service either.
	#echoChanged() {
		const echo = this.#inputs.get("echo").checked;
		this.streams.disabled = echo;
		this.streams.checked &&= !echo;
	}

	async #suggestModels() {
		const { default_model: model, models } = await info;
		this.model.placeholder = model ?? "";
		fill(this.models, models.map((name) => h("option", { value: name })));
	}

}

function control({ name, kind }, id) {
	const common = { id, "aria-describedby": `${id}-hint`, name, autocomplete: "off" };
	if (kind === "flag") {
		return h("input", { ...common, type: "checkbox" });
	}
	if (kind === "lines" || kind === "pairs") {
		return h("textarea", { ...common, rows: 2, class: "small-code", spellcheck: "false" });
	}
	const numeric = kind === "integer" || kind === "digits";
	return h("input", { ...common, type: "text", inputmode: numeric ? "numeric" : kind === "number" ? "decimal" : "text",
		placeholder: kind === "text" ? "none" : "default", spellcheck: "false" });
}

// The slider follows the field; where the field is empty, it says nothing.
function slider({ label, min, max, step }, input) {
	const range = h("input", { type: "range", min, max, step, "aria-label": `${label}, slider`,
		oninput: () => {
			input.value = range.value;
			follow();
		} });
	for (const event of ["input", "change"]) {
		input.addEventListener(event, follow);
	}
	follow();
	return range;

	function follow() {
		const value = Number(input.value);
		const unset = input.value.trim() === "" || Number.isNaN(value);
		range.classList.toggle("unset", unset);
		range.value = unset ? min : value;
		range.setAttribute("aria-valuetext", unset ? "default" : input.value);
	}
}

function readExtra(text) {
	if (text.trim() === "") {
		return {};
	}
	let fields;
	try {
		fields = JSON.parse(text);
	}
	catch {
		throw new Error("Must be JSON");
	}
	if (typeof fields !== "object" || fields === null || Array.isArray(fields)) {
		throw new Error("Must be a JSON object");
	}
	return fields;
}
