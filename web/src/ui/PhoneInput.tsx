// SPDX-License-Identifier: MIT
// A field for a telephone number in any notation.

import { NotatedInput, type NotatedInputProps } from './NotatedInput';
import { plainPhone, showPhone } from './phone';

export function PhoneInput(props: NotatedInputProps) {
  return <NotatedInput inputMode="tel" {...props} plain={plainPhone} show={showPhone} />;
}
