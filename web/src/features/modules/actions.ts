// SPDX-License-Identifier: MIT
// What can be done with a module from its card or its drawer; the page provides it, so that cards need no
// chain of handlers and need not be drawn anew when one changes.

import { createContext, useContext } from 'react';
import type { Module } from '../../api/types';
import type { Place } from './board';

export interface ModuleActions {
  open: (module: Module) => void;
  edit: (module: Module) => void;
  move: (module: Module, to: Place) => void;
  /** One step up or down in its column; what the board shows decides what a step is. */
  step: (module: Module, step: -1 | 1) => void;
  remove: (module: Module) => void;
}

const nothing = () => undefined;

export const ActionsContext = createContext<ModuleActions>({
  open: nothing,
  edit: nothing,
  move: nothing,
  step: nothing,
  remove: nothing,
});

export const useModuleActions = () => useContext(ActionsContext);
