// SPDX-License-Identifier: MIT
// One field that leads anywhere: pages and actions by their names, clients, deals, products and modules by what the
// server finds. The arrows choose, Enter opens; the field keeps the focus, and tells a screen reader what is chosen. That
// is why it is no Spotlight of Mantine's, which tells the eye alone.

import { ActionIcon, Highlight, Kbd, Loader, Modal } from '@mantine/core';
import '@mantine/core/styles/Mark.layer.css';
import { IconSearch, IconX } from '@tabler/icons-react';
import { type KeyboardEvent, type MouseEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useMe } from '../../api/me';
import { useIsPhone } from '../../ui/AppShell';
import { useEscape } from '../../ui/escape';
import { isTooShort, MIN_LETTERS } from '../../ui/letters';
import '../../ui/overlayStyles';
import { BEGIN } from '../../ui/useBegin';
import { useDebounced } from '../../ui/useDebounced';
import { type Item, itemBeside } from './items';
import { KindIcon } from './KindIcon';
import classes from './Palette.module.css';
import { isRecordKind, remember } from './recent';
import { type Group, type Place, useGroups } from './useGroups';

interface PaletteProps {
  isOpen: boolean;
  /** The pages of the menu. */
  pages: Place[];
  onClose: () => void;
}

export default function Palette({ isOpen, pages, onClose }: PaletteProps) {
  const { t } = useTranslation();
  const isPhone = useIsPhone();
  useEscape(isOpen, onClose);
  return (
    <Modal.Root
      opened={isOpen}
      onClose={onClose}
      closeOnEscape={false}
      size={620}
      yOffset="12vh"
      fullScreen={isPhone}
      zIndex={350}
      returnFocus={false}
      classNames={{ content: classes.content ?? '' }}
    >
      <Modal.Overlay backgroundOpacity={0.4} />
      <Modal.Content radius="lg" aria-label={t('search.title')}>
        <Search pages={pages} onClose={onClose} />
      </Modal.Content>
    </Modal.Root>
  );
}

const WAIT_MS = 200;
const MAX_LETTERS = 120;

function Search({ pages, onClose }: { pages: Place[]; onClose: () => void }) {
  const { t } = useTranslation();
  const isPhone = useIsPhone();
  const open = useOpen(onClose);
  const listId = useId();
  const [typed, setTyped] = useState('');
  const [chosenKey, setChosenKey] = useState<string>();
  const text = useDebounced(typed.trim(), WAIT_MS);
  const { groups, failed, isPending } = useGroups(typed, text, pages);
  const items = groups.flatMap((group) => group.items);
  const chosen = items.find(({ key }) => key === chosenKey) ?? items[0];
  const field = useRef<HTMLInputElement>(null);
  // At once: the next letter may already be on its way.
  useEffect(() => field.current?.focus(), []);
  const idOf = (key: string) => `${listId} ${key}`.replaceAll(' ', '-');

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setChosenKey(itemBeside(items, chosen?.key, event.key === 'ArrowDown' ? 1 : -1)?.key);
    } else if (event.key === 'Enter' && chosen) {
      event.preventDefault();
      document.getElementById(idOf(chosen.key))?.click();
    }
  };
  return (
    <>
      <div className={classes.bar}>
        <IconSearch size={18} stroke={1.7} aria-hidden="true" />
        <input
          ref={field}
          className={classes.input}
          type="text"
          role="combobox"
          aria-label={t('search.label')}
          aria-expanded="true"
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={chosen ? idOf(chosen.key) : undefined}
          placeholder={t('search.placeholder')}
          autoComplete="off"
          spellCheck={false}
          maxLength={MAX_LETTERS}
          data-autofocus
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setChosenKey(undefined);
          }}
          onKeyDown={onKeyDown}
        />
        {isPending && <Loader size={16} color="gray" aria-hidden="true" />}
        <ActionIcon size={isPhone ? 40 : 28} aria-label={t('common.close')} onClick={onClose}>
          <IconX size={17} stroke={1.7} />
        </ActionIcon>
      </div>
      <div
        className={classes.list}
        id={listId}
        role="listbox"
        aria-label={t('search.results')}
        tabIndex={-1}
      >
        {groups.map((group) => (
          <Results
            key={group.key}
            group={group}
            typed={typed}
            chosenKey={chosen?.key}
            idOf={idOf}
            onChoose={setChosenKey}
            onOpen={open}
          />
        ))}
      </div>
      <State typed={typed} text={text} count={items.length} failed={failed} isPending={isPending} />
      {!isPhone && <Keys />}
    </>
  );
}

/** Results are links, so that a page with unsaved input is asked first, and each opens in a tab of its own where wanted. */
function useOpen(onClose: () => void): (item: Item, event: MouseEvent) => void {
  const navigate = useNavigate();
  const myId = useMe().user.id;
  return (item, event) => {
    const [, id] = item.key.split(' ');
    if (isRecordKind(item.kind) && id !== undefined) remember(myId, { kind: item.kind, id });
    if (item.isExternal || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    onClose();
    void navigate(item.to, item.begins ? { state: BEGIN } : {});
  };
}

interface ResultsProps {
  group: Group;
  typed: string;
  chosenKey: string | undefined;
  idOf: (key: string) => string;
  onChoose: (key: string) => void;
  onOpen: (item: Item, event: MouseEvent) => void;
}

function Results({ group, typed, chosenKey, idOf, onChoose, onOpen }: ResultsProps) {
  const words = typed.trim().split(/\s+/).filter(Boolean);
  const headId = idOf(`head ${group.key}`);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is no part of a listbox
    <div role="group" aria-labelledby={headId}>
      <div className={classes.head} id={headId}>
        {group.label}
      </div>
      {group.items.map((item) => (
        <Option
          key={item.key}
          id={idOf(item.key)}
          item={item}
          words={words}
          isChosen={item.key === chosenKey}
          onChoose={() => onChoose(item.key)}
          onOpen={(event) => onOpen(item, event)}
        />
      ))}
    </div>
  );
}

interface OptionProps {
  id: string;
  item: Item;
  words: string[];
  isChosen: boolean;
  onChoose: () => void;
  onOpen: (event: MouseEvent) => void;
}

function Option({ id, item, words, isChosen, onChoose, onOpen }: OptionProps) {
  const element = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (isChosen) element.current?.scrollIntoView({ block: 'nearest' });
  }, [isChosen]);
  return (
    <a
      ref={element}
      id={id}
      className={classes.option}
      role="option"
      aria-selected={isChosen}
      tabIndex={-1}
      href={item.to}
      {...(item.isExternal ? { target: '_blank', rel: 'noopener' } : {})}
      onMouseMove={onChoose}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onOpen}
    >
      <KindIcon kind={item.kind} />
      <Highlight className={classes.label ?? ''} component="span" inherit highlight={words}>
        {item.label}
      </Highlight>
      {item.hint !== undefined && <span className={classes.hint}>{item.hint}</span>}
    </a>
  );
}

interface StateProps {
  typed: string;
  text: string;
  count: number;
  failed: string[];
  isPending: boolean;
}

/** What there is to say of the search, aloud as well. */
function State({ typed, text, count, failed, isPending }: StateProps) {
  const { t } = useTranslation();
  const isSettled = text === typed.trim() && !isPending;
  const said = isTooShort(typed)
    ? t('search.moreLetters', { n: MIN_LETTERS })
    : typed.trim() === '' || !isSettled
      ? undefined
      : count === 0 && failed.length === 0
        ? t('search.nothingFound', { text })
        : t('search.found', { count });
  return (
    <div className={classes.state}>
      <div role="status">{said}</div>
      {failed.length > 0 && (
        <div role="alert" className={classes.failed}>
          {t('search.failed', { where: failed.join(', ') })}
        </div>
      )}
    </div>
  );
}

function Keys() {
  const { t } = useTranslation();
  return (
    <div className={classes.keys} aria-hidden="true">
      <span>
        <Kbd size="xs">↑</Kbd> <Kbd size="xs">↓</Kbd> {t('search.keys.choose')}
      </span>
      <span>
        <Kbd size="xs">Enter</Kbd> {t('search.keys.open')}
      </span>
      <span>
        <Kbd size="xs">Esc</Kbd> {t('search.keys.close')}
      </span>
    </div>
  );
}
