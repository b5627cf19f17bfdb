import { h, uniqueId } from "./dom.js";

/**
 * Tabs with their panels. Arrow keys, Home and End move between them.
 *
 * @param {string} label what the tabs are about, for screen readers
 * @param {Array<{title: string, panel: Node}>} tabs the tabs
 */
export function tabs(label, tabs) {
	const parts = tabs.map(({ title, panel }, index) => part(title, panel, index));
	select(parts[0]);
	return h("div", { class: "tabs" },
			h("div", { role: "tablist", "aria-label": label, onkeydown: move }, parts.map(({ tab }) => tab)),
			parts.map(({ panel }) => panel));

	function part(title, content) {
		const id = uniqueId("tab");
		const own = {
			tab: h("button", { type: "button", role: "tab", id, "aria-controls": `${id}-panel`,
				onclick: () => select(own) }, title),
			panel: h("div", { role: "tabpanel", id: `${id}-panel`, "aria-labelledby": id }, content)
		};
		return own;
	}

	function select(chosen) {
		for (const { tab, panel } of parts) {
			const selected = tab === chosen.tab;
			tab.setAttribute("aria-selected", selected);
			tab.tabIndex = selected ? 0 : -1;
			panel.hidden = !selected;
		}
	}

	function move(event) {
		const at = parts.findIndex(({ tab }) => tab === event.target);
		const to = { ArrowRight: at + 1, ArrowLeft: at - 1 + parts.length, Home: 0, End: parts.length - 1 }[event.key];
		if (to !== undefined) {
			event.preventDefault();
			const next = parts[to % parts.length];
			select(next);
			next.tab.focus();
		}
	}
}
