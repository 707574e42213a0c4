// SPDX-License-Identifier: MIT
// Which files the server would take, told before they are sent.

/** As much as the server takes. */
export const MOST_BYTES = 104_857_600;

export type FileProblem = 'tooLarge' | 'empty' | 'oldExcel' | 'otherKind';

/** Why a file need not even be sent. */
export function fileProblem({
  name,
  size,
}: {
  name: string;
  size: number;
}): FileProblem | undefined {
  if (/\.xls$/i.test(name)) return 'oldExcel';
  if (!/\.(csv|tsv|txt|xlsx)$/i.test(name)) return 'otherKind';
  if (size === 0) return 'empty';
  return size > MOST_BYTES ? 'tooLarge' : undefined;
}
