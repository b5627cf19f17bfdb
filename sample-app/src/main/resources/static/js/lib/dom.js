/**
 * Creates an element. Texts become text nodes, never HTML.
 *
 * @param {string} tag the element's name
 * @param {object} attributes attributes; those that are null, undefined or false are left
 * out, functions named "on…" listen to events, "style" is an object of CSS properties and
 * "dataset" one of data attributes
 * @param {...(Node|string|number|Array)} children nodes and texts; null, undefined and
 * false are left out
 */
export function h(tag, attributes = {}, ...children) {
	const element = document.createElement(tag);
	for (const [name, value] of Object.entries(attributes)) {
		set(element, name, value);
	}
	element.append(...nodes(children));
	return element;
}

/** Replaces all that is in an element. */
export function fill(element, ...children) {
	element.replaceChildren(...nodes(children));
	return element;
}

/** Returns the value of a colour property such as "--accent", as scripts that draw need it. */
export function colour(property) {
	const probe = h("span", { hidden: true, style: { color: `var(${property})` } });
	document.body.append(probe);
	const value = getComputedStyle(probe).color;
	probe.remove();
	return value;
}

/** Returns a text that no other id of this page has. */
export function uniqueId(prefix) {
	return `${prefix}-${++lastId}`;
}

let lastId = 0;

function set(element, name, value) {
	if (value === null || value === undefined || value === false) {
		return;
	}
	if (typeof value === "function") {
		element.addEventListener(name.slice(2), value);
	}
	else if (name === "style") {
		Object.entries(value).forEach(([property, setting]) => element.style.setProperty(property, setting));
	}
	else if (name === "dataset") {
		Object.assign(element.dataset, value);
	}
	else {
		element.setAttribute(name, value === true ? "" : value);
	}
}

function nodes(children) {
	return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}
