// SPDX-License-Identifier: MIT
// Where notices appear. What draws them is no part of the first load: its code comes with the first of them, or ahead of it
// once the page has had its own.

import { notificationsStore } from '@mantine/notifications';
import { lazy, Suspense, useEffect, useState } from 'react';

const FETCH_AHEAD_MS = 3000;

const loadStack = () => import('./NoticeStack');
const NoticeStack = lazy(loadStack);

export function NoticePlace() {
  const [isHere, setHere] = useState(false);
  useEffect(() => {
    // Drawn once the code is here: where it cannot be fetched, the page must not go with it.
    const fetchStack = () =>
      void loadStack().then(
        () => setHere(true),
        () => undefined,
      );
    const timer = setTimeout(fetchStack, FETCH_AHEAD_MS);
    const leave = notificationsStore.subscribe(fetchStack);
    return () => {
      clearTimeout(timer);
      leave();
    };
  }, []);
  return <Suspense>{isHere && <NoticeStack />}</Suspense>;
}
