// SPDX-License-Identifier: MIT
// A field for what people write in many ways. While it is typed into it shows what was typed, afterwards what was
// understood.

import { TextInput, type TextInputProps } from '@mantine/core';
import { useState } from 'react';

export interface NotatedInputProps extends Omit<TextInputProps, 'value' | 'onChange' | 'type'> {
  /** As plain() has it. */
  value: string;
  onChange: (text: string) => void;
}

interface Notation {
  /** One spelling for each value; what is none stays as it is. */
  plain: (text: string) => string;
  show: (text: string) => string;
}

export function NotatedInput(props: NotatedInputProps & Notation) {
  const { value, onChange, onBlur, plain, show, ...rest } = props;
  const [typed, setTyped] = useState<string>();
  return (
    <TextInput
      {...rest}
      autoComplete="off"
      value={typed ?? show(value)}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        onChange(plain(event.currentTarget.value));
      }}
      onBlur={(event) => {
        setTyped(undefined);
        onBlur?.(event);
      }}
    />
  );
}
