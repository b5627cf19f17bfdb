import { fill, h } from "../lib/dom.js";
import { seconds } from "../lib/numbers.js";
import { errorCard, problemOf } from "../lib/problem.js";
import { Chart, clock, written } from "../watch/chart.js";
import { History } from "../watch/history.js";
import { sinceStart, total, WINDOW } from "../watch/window.js";

const INTERVAL = 1000;

const time = (value) => seconds(value * 1000);
const number = (value) => value.toLocaleString("en", { maximumFractionDigits: 1 });
// Money as well, of which a call costs little.
const precise = (value) => value.toLocaleString("en", { maximumFractionDigits: 6 });
const percent = (share) => share.toLocaleString("en", { style: "percent" });
const last = `the last ${WINDOW} s`;

const CHARTS = [
	{ title: "In flight", about: "Calls under way, and of these the ones that wait for their turn", format: number, whole: true,
		series: [{ name: "Under way", value: (point) => point.active }, { name: "Waiting", value: (point) => point.waiting }] },
	{ title: "Latency", about: `Of calls that ended in ${last}, with all their attempts`, format: time,
		series: durationSeries("duration") },
	{ title: "Time to first token", about: `Of streams that ended in ${last}, retries included`, format: time,
		series: durationSeries("firstChunk") },
	{ title: "Tokens per second", about: `As the server counted them, over ${last}`, format: number,
		series: [{ name: "Out", value: (point) => point.output }, { name: "In", value: (point) => point.input }] },
	{ title: "Retries and failures", about: `Attempts that were followed by another, and calls that failed, in ${last}`,
		format: number, whole: true,
		series: [{ name: "Retries", value: (point) => point.retries }, { name: "Failed calls", value: (point) => point.errors }] }
];

const PACING_CHARTS = [
	{ title: "Rate", about: `Attempts a second that pacing allows, and those that ended, over ${last}`, format: number,
		series: [{ name: "Allowed", value: (point) => point.pacing?.rate ?? null }, { name: "Ended", value: (point) => point.sent }] },
	{ title: "Waiting because of pacing", about: `Calls that wait for their places, and decreases of the rate in ${last}`,
		format: number, whole: true,
		series: [{ name: "Waiting", value: (point) => point.pacing?.waiting ?? null },
			{ name: "Decreases", value: (point) => point.pacing?.decreases ?? null }] }
];

const BUDGETS = { tokens: "Tokens left of the budget", cost: "Money left of the budget" };

let shown = false;
let polling = null;
let history = new History();
let charts = [];
let pacingCharts = [];
let rows = null;
let failure = null;

export function mount(section) {
	charts = CHARTS.map((options) => new Chart(options));
	pacingCharts = PACING_CHARTS.map((options) => new Chart(options));
	pacingCharts.forEach(({ element }) => element.hidden = true);
	rows = h("tbody", {});
	failure = h("div", {});
	section.append(
			h("header", { class: "intro" },
					h("h2", {}, "Watch"),
					h("p", { class: "lead" }, "What the client's own meters say, once a second while you look. ",
							"They are the Micrometer meters that any application with the library has. ",
							"Start something in Write or Bulk and come back: a bulk goes on.")),
			failure,
			h("div", { class: "charts" }, [...charts, ...pacingCharts].map((chart) => chart.element),
					h("section", { class: "card numbers", "aria-label": "Numbers" },
							h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "The numbers of the charts" },
									h("table", {},
											h("caption", { class: "spoken" }, "The numbers of the charts"),
											h("thead", {}, h("tr", {}, ["Meter", `In ${last}`, "Since the start"].map((title) =>
												h("th", { scope: "col" }, title)))),
											rows)))));
	document.addEventListener("themechange", recolour);
	matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
	document.addEventListener("visibilitychange", () => shown && follow());
}

export function show() {
	shown = true;
	follow();
}

export function hide() {
	shown = false;
	polling.abort();
}

// A page behind another one is not looked at either.
function follow() {
	polling?.abort();
	if (!document.hidden) {
		polling = new AbortController();
		poll(polling.signal);
	}
}

async function poll(signal) {
	while (!signal.aborted) {
		try {
			const snapshot = await (await fetch("playground/meters", { signal })).json();
			if (signal.aborted) {
				return;
			}
			const point = history.add(snapshot, Date.now() / 1000);
			if (snapshot.pacing && pacingCharts.length > 0) {
				pacingCharts.forEach(({ element }) => element.hidden = false);
				charts.push(...pacingCharts.splice(0));
			}
			charts.forEach((chart) => chart.draw(history));
			tell(numbers(point));
			fill(failure);
		}
		catch (error) {
			if (!signal.aborted && !failure.hasChildNodes()) {
				fill(failure, errorCard(problemOf(error)));
			}
		}
		await new Promise((resolve) => setTimeout(resolve, INTERVAL));
	}
}

// The rows stay, for those who are reading them.
function tell(lines) {
	if (rows.rows.length !== lines.length) {
		fill(rows, lines.map(([name]) => h("tr", {}, h("th", { scope: "row" }, name), h("td", {}), h("td", {}))));
	}
	lines.forEach(([, ...values], i) => values.forEach((value, j) => rows.rows[i].cells[j + 1].textContent = value));
}

// Charts out of sight take over the colours with the next values.
function recolour() {
	if (shown) {
		charts.forEach((chart) => chart.recolour());
	}
}

function numbers(point) {
	const { snapshot } = point;
	return [
		["Calls under way", number(snapshot.active), ""],
		["Calls waiting", number(snapshot.waiting), ""],
		["Calls ended", written(point.calls, number), counts(snapshot.calls)],
		["Failed calls", written(point.errors, number), counts(snapshot.errors)],
		["Retries", written(point.retries, number), counts(snapshot.retries)],
		["Latency", times(point.duration), times(sinceStart(snapshot.duration))],
		["Time to first token", times(point.firstChunk), times(sinceStart(snapshot.first_chunk))],
		["Tokens in", perSecond(point.input), number(snapshot.tokens.input ?? 0)],
		["Tokens out", perSecond(point.output), number(snapshot.tokens.output ?? 0)],
		...snapshot.pacing ? pacingNumbers(point) : [],
		...Object.entries(snapshot.budgets).map(([unit, budget]) => [BUDGETS[unit], left(budget), ""])
	];
}

function left({ limit, left }) {
	return `${precise(left)} of ${precise(limit)} (${percent(left / limit)})`;
}

// The rate first, with the reason of its last decrease.
function pacingNumbers({ pacing, snapshot }) {
	const decrease = history.lastDecrease();
	return [
		["Rate", perSecond(pacing.rate), decrease ? `Decreased at ${clock(decrease.time)}, because of a ${decrease.reason}` : ""],
		["Decreases of the rate", written(pacing.decreases, number), counts(snapshot.pacing.decreases)],
		["Cool-downs", written(pacing.coolDowns, number), counts(snapshot.pacing.cool_downs)],
		["Waiting because of pacing", number(pacing.waiting), ""],
		["Wait because of pacing", mean(pacing.wait), mean(sinceStart(snapshot.pacing.wait))]
	];
}

function mean(durations) {
	return durations.mean === null ? "–" : `${time(durations.mean)} on average`;
}

function counts(byName) {
	const parts = Object.entries(byName).map(([name, count]) => `${name}: ${number(count)}`);
	return `${number(total(byName))}${parts.length > 0 ? ` (${parts.join(", ")})` : ""}`;
}

function times({ mean, p95 }) {
	return mean === null ? "–" : `${time(mean)} on average, 95 % within about ${time(p95)}`;
}

function perSecond(value) {
	return written(value, (rate) => `${number(rate)} a second`);
}

function durationSeries(name) {
	return [{ name: "On average", value: (point) => point[name].mean },
		{ name: "95 % within about", value: (point) => point[name].p95 }];
}
