import { readFileSync, writeFileSync } from 'node:fs';

const MB = 1024 * 1024;

/** Resets the peak of a process to its current size; Linux only. */
export function resetPeak(pid: number | 'self' = 'self'): void {
	try {
		writeFileSync(`/proc/${pid}/clear_refs`, '5');
	} catch {
		// On other systems the peak counts from the start of the process.
	}
}

/** Returns the current and peak resident size in MB. */
export function residentSize(pid: number | 'self' = 'self'): { nowMb: number; peakMb: number } {
	const status = statusOf(pid);
	if (status !== undefined) {
		return { nowMb: sizeIn(status, 'VmRSS'), peakMb: sizeIn(status, 'VmHWM') };
	}
	if (pid !== 'self') return { nowMb: NaN, peakMb: NaN };
	return {
		nowMb: process.memoryUsage.rss() / MB,
		peakMb: process.resourceUsage().maxRSS / 1024,
	};
}

function statusOf(pid: number | 'self'): string | undefined {
	try {
		return readFileSync(`/proc/${pid}/status`, 'utf8');
	} catch {
		return undefined;
	}
}

function sizeIn(status: string, name: string): number {
	return Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024;
}
