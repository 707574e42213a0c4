// SPDX-License-Identifier: MIT
// Addresses before signing in, and the way back to where somebody was. What comes from `?next=` is followed
// only within this panel: a link must not be able to send people elsewhere after they typed their password.

import { HOME_PATH, SIGN_IN_PATH } from '../../api/session';

export const AUTH_PATHS = {
  signIn: SIGN_IN_PATH,
  register: '/register',
  forgotPassword: '/forgot-password',
  /** Links in mails lead here, their token in the fragment. */
  resetPassword: '/reset-password',
  acceptInvite: '/accept-invite',
} as const;

const PATHS: readonly string[] = Object.values(AUTH_PATHS);
const withoutSlash = (path: string) => (path.length > 1 ? path.replace(/\/$/, '') : path);

export const isAuthPath = (path: string) => PATHS.includes(withoutSlash(path));

interface Place {
  pathname: string;
  search: string;
  hash: string;
}

/** The sign-in that leads back to a place. */
export function signInPath({ pathname, search, hash }: Place): string {
  const place = pathname + search + hash;
  return place === HOME_PATH ? SIGN_IN_PATH : `${SIGN_IN_PATH}?next=${encodeURIComponent(place)}`;
}

/** Where `?next=` leads, if that is a page of this panel behind the sign-in; else home. */
export function nextPath(search: string, origin: string = window.location.origin): string {
  const wish = new URLSearchParams(search).get('next');
  if (wish === null || !URL.canParse(wish, origin)) return HOME_PATH;
  const url = new URL(wish, origin); // the browser's own reading: //x, /\x and the like name another host
  if (url.origin !== origin || !wish.startsWith('/') || isAuthPath(url.pathname)) return HOME_PATH;
  const place = url.pathname + url.search + url.hash;
  return place.startsWith('//') ? HOME_PATH : place;
}
