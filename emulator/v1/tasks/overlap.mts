/** How often it may still be issued; 0 if the overlap is infinite. */
export function remainingOverlap({
	overlap,
	issued,
}: {
	overlap: number | null;
	issued: number;
}): number {
	return overlap === null ? 0 : Math.max(0, overlap - issued);
}
