import type { RunReport } from './campaign.mts';

interface Summary {
	seed: number;
	runs: number;
	requests: number;
	seconds: number;
	scenarios: Record<string, { runs: number; violations: number }>;
	/** Number of faults that struck, by kind. */
	faults: Record<string, number>;
	violations: Array<{ seed: number; scenario: string; invariant: string; text: string }>;
}

export function emptySummary(seed: number): Summary {
	return { seed, runs: 0, requests: 0, seconds: 0, scenarios: {}, faults: {}, violations: [] };
}

export function addRun(summary: Summary, report: RunReport): void {
	const { seed, scenario, violations, struck, requests } = report;
	summary.runs += 1;
	summary.requests += requests;
	const counts = (summary.scenarios[scenario] ??= { runs: 0, violations: 0 });
	counts.runs += 1;
	counts.violations += violations.length;
	for (const [label, times] of struck) {
		summary.faults[label] = (summary.faults[label] ?? 0) + times;
	}
	for (const { invariant, text } of violations) {
		summary.violations.push({ seed, scenario, invariant, text: text.slice(0, 500) });
	}
}

/** Formats the summary for people. */
export function tableOf(summary: Summary): string {
	const { runs, requests, seconds, scenarios, faults, violations } = summary;
	const struck = Object.values(faults).reduce((sum, times) => sum + times, 0);
	return [
		`${runs} runs, ${requests} requests, ${struck} faults, ${seconds} s`,
		'',
		...Object.entries(scenarios)
			.sort()
			.map(([name, counts]) => row(name, `${counts.runs} runs, ${counts.violations} violations`)),
		'',
		...Object.entries(faults)
			.sort(([one], [other]) => (one < other ? -1 : 1))
			.map(([label, times]) => row(label, String(times))),
		'',
		...violations.map(violationText),
		violations.length === 0 ? 'No violations.' : `${violations.length} violations.`,
	].join('\n');
}

function row(name: string, value: string): string {
	return `${name.padEnd(40)}${value}`;
}

function violationText({ seed, scenario, invariant, text }: Summary['violations'][number]): string {
	return `VIOLATION ${scenario}, “${invariant}”: ${text}\n  replay: npm run chaos -- --only ${seed}`;
}
