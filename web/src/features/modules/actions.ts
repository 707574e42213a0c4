// SPDX-License-Identifier: MIT
// What can be done with a module from its card or its drawer; the page provides it, so that cards need no
// chain of handlers and need not be drawn anew when one changes. What one has no right to is absent.

import { createContext, useContext } from 'react';
import type { Module } from '../../api/types';
import type { Place } from './board';

export interface ModuleActions {
  open: (module: Module) => void;
  change?: ModuleChanges;
  remove?: (module: Module) => void;
}

export interface ModuleChanges {
  edit: (module: Module) => void;
  move: (module: Module, to: Place) => void;
  /** One step up or down in its column; what the board shows decides what a step is. */
  step: (module: Module, step: -1 | 1) => void;
}

export const ActionsContext = createContext<ModuleActions>({ open: () => undefined });

export const useModuleActions = () => useContext(ActionsContext);
