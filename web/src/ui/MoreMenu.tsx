// SPDX-License-Identifier: MIT
// What else can be done here, behind three dots.

import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface MoreMenuProps {
  label: string;
  size?: number;
  width?: number;
  children: ReactNode;
}

export function MoreMenu({ label, size = 36, width = 220, children }: MoreMenuProps) {
  return (
    <Menu position="bottom-end" width={width} loop>
      <Menu.Target>
        <ActionIcon size={size} variant="default" aria-label={label}>
          <IconDots size={18} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}

/** The entry that leads to the question whether to delete. */
export function DeleteItem({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Menu.Item color="red" leftSection={<IconTrash size={16} stroke={1.6} />} onClick={onClick}>
      {label}
    </Menu.Item>
  );
}
