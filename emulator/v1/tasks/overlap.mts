/** How often it may still be given out; infinite ones count nothing. */
export function remainingOverlap({
	overlap,
	issued,
}: {
	overlap: number | null;
	issued: number;
}): number {
	return overlap === null ? 0 : Math.max(0, overlap - issued);
}
