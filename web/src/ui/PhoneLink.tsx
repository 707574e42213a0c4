// SPDX-License-Identifier: MIT
// A telephone number to be read, and called.

import classes from './PhoneLink.module.css';
import { showPhone } from './phone';

export function PhoneLink({ phone }: { phone: string }) {
  return (
    <a className={classes.root} href={`tel:${phone}`}>
      {showPhone(phone)}
    </a>
  );
}
