// SPDX-License-Identifier: MIT
// The title of the browser's tab: the page, then the product.

import { useEffect } from 'react';

export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Sauda`;
  }, [title]);
}
