import { EXPLANATIONS } from "../faults/explanations.js";
import { Limit } from "../faults/limit.js";
import { fill, h } from "../lib/dom.js";
import { info } from "../lib/info.js";
import { errorCard, problemOf } from "../lib/problem.js";
import { snippet } from "../lib/snippet.js";

const PATH = "playground/fault";

let refresh = () => undefined;

export function mount(section) {
	const status = h("p", { class: "fault-status", role: "status" });
	const off = h("button", { type: "button", onclick: () => call("DELETE") }, "Switch off");
	const failure = h("div", {});
	const cards = h("div", { class: "faults" });
	const limit = new Limit((error) => fill(failure, errorCard(problemOf(error))));
	let panel = null;

	section.append(
			h("header", { class: "intro" },
					h("h2", {}, "Faults"),
					h("p", { class: "lead" }, "Make the simulator fail, and see what the client does about it: ",
							"in ", link("write", "Write"), " with one call, in ", link("bulk", "Bulk"),
							" with many, and in ", link("watch", "Watch"), " by the numbers."),
					h("div", { class: "actions" }, status, off)),
			failure, cards,
			h("p", { class: "lead" }, "The rate limit can be on together with a fault."),
			h("div", { class: "faults" }, limit.element));
	refresh = () => {
		call("GET");
		limit.refresh();
	};
	info.then(({ server }) => server === "simulator" && refresh(), () => undefined);

	async function call(method, fault) {
		try {
			const response = await fetch(PATH, { method, ...fault && {
				headers: { "Content-Type": "application/json" },
				body: JSON.stringify({ fault })
			} });
			const answer = await response.json();
			fill(failure, !response.ok && errorCard(answer));
			if (response.ok) {
				display(answer);
			}
		}
		catch (error) {
			fill(failure, errorCard(problemOf(error)));
		}
	}

	function display(next) {
		if (panel === null) {
			fill(cards, next.faults.map((fault) => card(fault, next.idle_timeout)));
		}
		panel = next;
		const { active } = panel;
		status.textContent = active ? `On: ${EXPLANATIONS[active].title}` : "All is well: no fault is on.";
		status.classList.toggle("warning", active !== null);
		if (active === null && document.activeElement === off) {
			cards.querySelector("[aria-pressed]").focus();
		}
		off.disabled = active === null;
		for (const element of cards.children) {
			const on = element.dataset.fault === active;
			element.classList.toggle("on", on);
			const toggle = element.querySelector("[aria-pressed]");
			toggle.setAttribute("aria-pressed", on);
			toggle.textContent = on ? "On" : "Switch on";
		}
		markLink(active);
	}

	function card(fault, idleTimeout) {
		const { title, effect, expect, code } = EXPLANATIONS[fault];
		return h("section", { class: "card fault", "aria-label": title, dataset: { fault } },
				h("h3", {}, title),
				h("p", {}, effect),
				h("p", { class: "muted" }, expect(idleTimeout)),
				h("details", {}, h("summary", {}, "In a test of yours"),
						snippet(`the code of the fault ${title}`, h("code", {}, code))),
				h("button", { type: "button", class: "chip", "aria-label": `Fault: ${title}`, "aria-pressed": "false",
					onclick: () => panel.active === fault ? call("DELETE") : call("PUT", fault) }));
	}
}

export function show() {
	refresh();
}

function markLink(active) {
	const navigation = document.querySelector("nav a[href='#faults']");
	fill(navigation, "Faults", active && h("span", { class: "spoken" }, " (one is on)"));
	navigation.classList.toggle("warning", active !== null);
}

function link(view, title) {
	return h("a", { href: `#${view}` }, title);
}
