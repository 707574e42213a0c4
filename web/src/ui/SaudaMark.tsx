// SPDX-License-Identifier: MIT
// The mark: an S on a rounded tile, in ink, so it follows the colour scheme.

export function SaudaMark({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="var(--sauda-text)" />
      <path
        d="M9 20.5c1.6 1.7 4 2.6 6.7 2.6 3.9 0 6.6-1.8 6.6-4.7 0-6.4-11.5-2.7-11.5-6.9 0-1.6 1.7-2.7 4.4-2.7 2.2 0 4.2.7 5.6 1.9"
        fill="none"
        stroke="var(--sauda-canvas)"
        strokeWidth="3"
        strokeLinecap="round"
      />
    </svg>
  );
}
