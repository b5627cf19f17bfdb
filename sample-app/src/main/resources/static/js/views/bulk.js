import { h } from "../lib/dom.js";

export function mount(section) {
	section.append(h("h2", {}, "Bulk"));
}
