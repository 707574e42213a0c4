// SPDX-License-Identifier: MIT
// One product at its own address: everything about it to be changed, how it came to be so, its copy, its end. A new
// one is made on the same page, empty or as a copy.

import { Button, Menu, Skeleton } from '@mantine/core';
import { IconCopy, IconPackageOff } from '@tabler/icons-react';
import { lazy, Suspense, useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import { isGone } from '../../api/errors';
import { feed, useFeedStatus } from '../../api/live';
import { useCan, useMe } from '../../api/me';
import type { Product } from '../../api/types';
import { BackLink } from '../../ui/BackLink';
import { ConnectionBadge } from '../../ui/ConnectionBadge';
import { RowsSkeleton } from '../../ui/DataTable';
import { DeleteDialog } from '../../ui/DeleteDialog';
import { EmptyState } from '../../ui/EmptyState';
import { FactList } from '../../ui/FactList';
import { Loadable } from '../../ui/Loadable';
import { DeleteItem, MoreMenu } from '../../ui/MoreMenu';
import { notifyDone } from '../../ui/notices';
import { PageBody, Section } from '../../ui/PageBody';
import { PageHeader } from '../../ui/PageHeader';
import { RelativeTime } from '../../ui/RelativeTime';
import { rowIdFrom } from '../../ui/rowId';
import { useDebounced } from '../../ui/useDebounced';
import { useLeaveGuard } from '../../ui/useLeaveGuard';
import { usePageTitle } from '../../ui/usePageTitle';
import { ProductFacts } from './ProductFacts';
import { type Beginning, ProductForm } from './ProductForm';
import { ProductImage } from './ProductImage';
import classes from './ProductPage.module.css';
import { emptyValues, isAddress, type ProductValues, valuesFrom } from './productForm';
import { useDeleteProduct, useProduct } from './productQueries';

const EntityHistory = lazy(() => import('../audit/EntityHistory'));

const PRODUCTS = '/products';
const IMAGE_PAUSE_MS = 500;

export default function ProductPage() {
  const { id } = useParams();
  return id === undefined ? <NewProduct /> : <OneProduct key={id} id={id} />;
}

function NewProduct() {
  const { t } = useTranslation();
  const [params] = useSearchParams();
  const { currency } = useMe().organization;
  const source = rowIdFrom(params.get('copy') ?? '');
  const query = useProduct(source);
  usePageTitle(t('productPage.newTitle'));
  const wait = <PageWait />;
  return (
    <>
      <PageHeader title={t('productPage.newTitle')} />
      <PageBody>
        <Back />
        {source === undefined ? (
          <Editor subject={{ values: emptyValues(currency), attributes: {} }} />
        ) : isGone(query.error) ? (
          <Gone />
        ) : (
          <Loadable query={query} failed={t('productPage.failed')} skeleton={wait}>
            {(product) => <Editor subject={copyOf(product)} />}
          </Loadable>
        )}
      </PageBody>
    </>
  );
}

/** A copy has an article number and a barcode of its own, and nothing in stock. */
function copyOf(product: Product): Beginning {
  const values = { ...valuesFrom(product), sku: '', barcode: '', stock: '0' };
  return { values, attributes: product.attributes };
}

function OneProduct({ id: text }: { id: string }) {
  const { t } = useTranslation();
  const status = useFeedStatus();
  const id = rowIdFrom(text);
  const query = useProduct(id);
  const [isDirty, setDirty] = useState(false);
  const product = query.data;
  const isDeleted = id === undefined || isGone(query.error);
  const title = product?.name ?? t('productPage.title');
  usePageTitle(title);
  const isLost = isDeleted && !(product && isDirty);
  return (
    <>
      <PageHeader
        title={title}
        aside={<ConnectionBadge status={status} onReconnect={feed.reconnectNow} />}
        actions={product && !isDeleted && <ProductMenu product={product} />}
      />
      <PageBody>
        <Back />
        {isLost ? (
          <Gone />
        ) : (
          <Loadable query={query} failed={t('productPage.failed')} skeleton={<PageWait />}>
            {(found) => <Editor subject={found} isDeleted={isDeleted} onDirty={setDirty} />}
          </Loadable>
        )}
      </PageBody>
    </>
  );
}

interface EditorProps {
  subject: Product | Beginning;
  isDeleted?: boolean;
  onDirty?: (isDirty: boolean) => void;
}

function Editor({ subject, isDeleted = false, onDirty }: EditorProps) {
  const product = 'revision' in subject ? subject : undefined;
  const { t } = useTranslation();
  const navigate = useNavigate();
  const can = useCan();
  const [shown, setShown] = useState<ProductValues>();
  const [isDirty, setDirty] = useState(false);
  const guard = useLeaveGuard(isDirty);
  const change = useCallback(
    (values: ProductValues, dirty: boolean) => {
      setShown(values);
      setDirty(dirty);
      onDirty?.(dirty);
    },
    [onDirty],
  );
  const typed = useDebounced((shown?.image_url ?? product?.image_url ?? '').trim(), IMAGE_PAUSE_MS);
  const mayEdit = can(product && !isDeleted ? 'products:update' : 'products:create');
  const name = shown?.name ?? product?.name ?? '';
  return (
    <div className={classes.grid}>
      <div className={classes.main}>
        {mayEdit ? (
          <ProductForm
            subject={subject}
            isDeleted={isDeleted}
            onChange={change}
            onSaved={(saved, isNew) => {
              notifyDone({
                id: `product-${saved.id}`,
                title: t(isNew ? 'productPage.created' : 'productPage.saved', { name: saved.name }),
              });
              if (isNew) void navigate(`${PRODUCTS}/${saved.id}`, { replace: true });
            }}
          />
        ) : (
          product && <ProductFacts product={product} />
        )}
      </div>
      <aside className={classes.aside} aria-label={t('productPage.aside')}>
        <ProductImage address={isAddress(typed) ? typed : ''} name={name} />
        {product && <Times product={product} />}
      </aside>
      {product && can('audit:read') && (
        <div className={classes.main}>
          <Section title={t('productPage.history')}>
            <Suspense fallback={<RowsSkeleton rows={3} />}>
              <EntityHistory entity="product" id={product.id} />
            </Suspense>
          </Section>
        </div>
      )}
      {guard}
    </div>
  );
}

function Times({ product }: { product: Product }) {
  const { t } = useTranslation();
  return (
    <FactList
      facts={[
        { label: t('productPage.updated'), value: <RelativeTime at={product.updated_at} /> },
        { label: t('productPage.added'), value: <RelativeTime at={product.created_at} /> },
        { label: t('productPage.number'), value: product.id },
      ]}
    />
  );
}

function ProductMenu({ product }: { product: Product }) {
  const { t } = useTranslation();
  const can = useCan();
  const navigate = useNavigate();
  const remove = useDeleteProduct();
  const [isAsking, setAsking] = useState(false);
  const { name } = product;
  if (!can('products:create') && !can('products:delete')) return null;
  return (
    <>
      <MoreMenu label={t('productPage.menu')}>
        {can('products:create') && (
          <Menu.Item
            component={Link}
            to={`${PRODUCTS}/new?copy=${product.id}`}
            leftSection={<IconCopy size={16} stroke={1.6} />}
          >
            {t('productPage.duplicate')}
          </Menu.Item>
        )}
        {can('products:delete') && (
          <DeleteItem label={t('productPage.delete')} onClick={() => setAsking(true)} />
        )}
      </MoreMenu>
      <DeleteDialog
        mutation={remove}
        subject={isAsking ? product : undefined}
        noticeId={`product-${product.id}`}
        words={{
          title: t('productPage.deleteTitle', { name }),
          text: t('productPage.deleteText'),
          confirm: t('productPage.delete'),
          done: t('productPage.deleted', { name }),
          failed: t('productPage.deleteFailed', { name }),
        }}
        onClose={() => setAsking(false)}
        onDeleted={() => void navigate(PRODUCTS, { replace: true })}
      />
    </>
  );
}

function Back() {
  const { t } = useTranslation();
  return <BackLink to={PRODUCTS}>{t('productPage.back')}</BackLink>;
}

function PageWait() {
  const { t } = useTranslation();
  return <Skeleton height={420} radius="lg" aria-label={t('common.loading')} />;
}

function Gone() {
  const { t } = useTranslation();
  return (
    <EmptyState
      icon={<IconPackageOff size={22} stroke={1.6} />}
      title={t('productPage.goneTitle')}
      text={t('productPage.goneText')}
      actions={
        <Button component={Link} to={PRODUCTS}>
          {t('productPage.back')}
        </Button>
      }
    />
  );
}
