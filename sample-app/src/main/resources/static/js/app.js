import { info } from "./lib/info.js";
import { errorCard, problemOf } from "./lib/problem.js";
import { mountTheme } from "./lib/theme.js";
import * as bulk from "./views/bulk.js";
import * as faults from "./views/faults.js";
import * as watch from "./views/watch.js";
import * as write from "./views/write.js";

const views = { write, bulk, watch, faults };

let current = null;

mountTheme(document.getElementById("theme"));
for (const [name, view] of Object.entries(views)) {
	mount(view, sectionOf(name));
}
addEventListener("hashchange", () => navigate(true));
navigate(false);
tellServer();

function mount(view, section) {
	try {
		view.mount(section);
	}
	catch (error) {
		section.append(errorCard(problemOf(error)));
		throw error;
	}
}

function navigate(byUser) {
	const asked = location.hash.slice(1);
	if (asked === "view") {
		return;
	}
	const name = asked in views ? asked : "write";
	if (name === current) {
		return;
	}
	views[current]?.hide?.();
	current = name;
	for (const other of Object.keys(views)) {
		sectionOf(other).hidden = other !== name;
		linkOf(other).toggleAttribute("aria-current", other === name);
	}
	linkOf(name).setAttribute("aria-current", "page");
	document.title = `${linkOf(name).textContent} – Together playground`;
	if (byUser) {
		scrollTo(0, 0);
		document.getElementById("view").focus({ preventScroll: true });
	}
	views[name].show?.();
}

async function tellServer() {
	const server = document.getElementById("server");
	try {
		const { server: kind, host, version } = await info;
		server.dataset.server = kind;
		server.textContent = (kind === "simulator") ? "Simulator: no key is set, nothing leaves this machine"
			: `Service: ${host}`;
		server.title = `together-spring-boot ${version}`;
		linkOf("faults").hidden = kind !== "simulator";
	}
	catch {
		server.dataset.server = "none";
		server.textContent = "The application does not respond";
	}
}

function sectionOf(name) {
	return document.getElementById(`view-${name}`);
}

function linkOf(name) {
	return document.querySelector(`nav a[href="#${name}"]`);
}
