// SPDX-License-Identifier: MIT

package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgconn"
	"github.com/jackc/pgx/v4"
)

const (
	productsPrefix = "/api/v1/products/"
	maxProduct     = 128 << 10
	maxMoney       = 999999999999
	maxStock       = 2147483647
	maxAttributes  = 32 << 10
	pageSize       = 50
)

type product struct {
	ID          int64           `json:"id"`
	Sku         string          `json:"sku"`
	Name        string          `json:"name"`
	Brand       *string         `json:"brand"`
	Category    *string         `json:"category"`
	Model       *string         `json:"model"`
	Description string          `json:"description"`
	Price       float64         `json:"price"`
	Cost        *float64        `json:"cost"`
	Currency    string          `json:"currency"`
	Stock       int32           `json:"stock"`
	IsActive    bool            `json:"is_active"`
	Barcode     *string         `json:"barcode"`
	ImageURL    *string         `json:"image_url"`
	Attributes  json.RawMessage `json:"attributes"`
	Revision    int32           `json:"revision"`
	CreatedAt   stamp           `json:"created_at"`
	UpdatedAt   stamp           `json:"updated_at"`
}

// By name, since the statements have further columns, for themselves alone.
func (p *product) columns(row pgx.Rows) []interface{} {
	into := map[string]interface{}{
		"id": &p.ID, "sku": &p.Sku, "name": &p.Name, "brand": &p.Brand, "category": &p.Category, "model": &p.Model,
		"description": &p.Description, "price": &p.Price, "cost": &p.Cost, "currency": &p.Currency, "stock": &p.Stock,
		"is_active": &p.IsActive, "barcode": &p.Barcode, "image_url": &p.ImageURL, "attributes": &p.Attributes,
		"revision": &p.Revision, "created_at": (*time.Time)(&p.CreatedAt), "updated_at": (*time.Time)(&p.UpdatedAt),
	}
	columns := make([]interface{}, len(row.FieldDescriptions()))
	for i, field := range row.FieldDescriptions() {
		columns[i] = into[string(field.Name)]
	}
	return columns
}

func collectProducts(rows pgx.Rows, err error) ([]product, error) {
	products := []product{}
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		products = append(products, product{})
		p := &products[len(products)-1]
		if err = rows.Scan(p.columns(rows)...); err != nil {
			return nil, err
		}
	}
	return products, rows.Err()
}

func oneProduct(rows pgx.Rows, err error) (*product, error) {
	products, err := collectProducts(rows, err)
	if err != nil {
		return nil, err
	}
	if len(products) == 0 {
		return &product{}, pgx.ErrNoRows
	}
	return &products[0], nil
}

func replyProduct(w http.ResponseWriter, p *product, err error) {
	if p == nil {
		p = &product{}
	}
	replyRow(w, p, p.Revision, err)
}

func (s *server) getProduct(w http.ResponseWriter, r *http.Request, who *caller, id int64) {
	p, err := oneProduct(s.pool.Query(r.Context(), s.statements.Product, who.Org, id))
	replyProduct(w, p, err)
}

// --- a page ------------------------------------------------------------------------------------------------------------

func (s *server) sign(text string) string {
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte(text))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// The price and the id of the last row of a page, signed.
func (s *server) cursor(p *product) string {
	keys, _ := json.Marshal([2]float64{p.Price, float64(p.ID)})
	text := base64.RawURLEncoding.EncodeToString(keys)
	return text + "." + s.sign(text)
}

func (s *server) openCursor(cursor string) (price float64, id int64, isOurs bool) {
	var keys [2]float64
	text, signature, _ := strings.Cut(cursor, ".")
	if !hmac.Equal([]byte(signature), []byte(s.sign(text))) {
		return
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || json.Unmarshal(raw, &keys) != nil {
		return
	}
	return keys[0], int64(keys[1]), true
}

var pageWords = map[string]bool{"brand": true, "q": true, "cursor": true, "sort": true, "page_size": true, "count": true}

func areAllowed(query url.Values) bool {
	for name, values := range query {
		if !pageWords[name] || len(values) != 1 {
			return false
		}
	}
	return query.Get("page_size") == strconv.Itoa(pageSize) && query.Get("count") == "none"
}

// The pages that are measured: of a brand by price, the one behind a cursor, what a search finds.
func (s *server) listProducts(w http.ResponseWriter, r *http.Request, who *caller) {
	var products []product
	var err error
	query := r.URL.Query()
	brand, q, cursor := query.Get("brand"), query.Get("q"), query.Get("cursor")
	price, id, isOurs := s.openCursor(cursor)
	isByPrice := query.Get("sort") == "price"
	if !areAllowed(query) {
		fail(w, http.StatusUnprocessableEntity, "validation_failed")
		return
	}
	switch {
	case isByPrice && brand != "":
		products, err = collectProducts(s.pool.Query(r.Context(), s.statements.Products, who.Org, brand))
	case isByPrice && isOurs:
		products, err = collectProducts(s.pool.Query(r.Context(), s.statements.Deep, who.Org, price, id))
	case !isByPrice && q != "":
		products, err = collectProducts(s.pool.Query(r.Context(), s.statements.Search, who.Org, q, who.Org))
	default:
		fail(w, http.StatusUnprocessableEntity, "validation_failed")
		return
	}
	if err != nil {
		failInternal(w, err)
		return
	}
	s.replyPage(w, products)
}

func (s *server) replyPage(w http.ResponseWriter, products []product) {
	page := struct {
		Items      []product `json:"items"`
		Total      *int64    `json:"total"`
		PageSize   int       `json:"page_size"`
		NextCursor *string   `json:"next_cursor"`
	}{Items: products, PageSize: pageSize}
	if len(products) > pageSize {
		page.Items = products[:pageSize]
		next := s.cursor(&products[pageSize-1])
		page.NextCursor = &next
	}
	reply(w, http.StatusOK, page)
}

// --- a change ------------------------------------------------------------------------------------------------------------

// A member of a merge patch: absent, null or a value.
type member[T any] struct {
	isSet bool
	value *T
}

func (m *member[T]) UnmarshalJSON(text []byte) error {
	m.isSet = true
	return json.Unmarshal(text, &m.value)
}

type productPatch struct {
	Sku         member[string]          `json:"sku"`
	Name        member[string]          `json:"name"`
	Brand       member[string]          `json:"brand"`
	Category    member[string]          `json:"category"`
	Model       member[string]          `json:"model"`
	Description member[string]          `json:"description"`
	Price       member[float64]         `json:"price"`
	Cost        member[float64]         `json:"cost"`
	Currency    member[string]          `json:"currency"`
	Stock       member[int64]           `json:"stock"`
	IsActive    member[bool]            `json:"is_active"`
	Barcode     member[string]          `json:"barcode"`
	ImageURL    member[string]          `json:"image_url"`
	Attributes  member[json.RawMessage] `json:"attributes"`
}

func isText(m member[string], isNullable bool, min, max int) bool {
	if m.value == nil {
		return !m.isSet || isNullable
	}
	length := utf8.RuneCountInString(*m.value)
	return length >= min && length <= max && !strings.ContainsRune(*m.value, 0)
}

func isMoney(m member[float64], isNullable bool) bool {
	if m.value == nil {
		return !m.isSet || isNullable
	}
	cents := *m.value * 100
	return cents >= 0 && *m.value <= maxMoney && cents-float64(int64(cents+0.5)) < 1e-6
}

func isHTTP(m member[string]) bool {
	if m.value == nil {
		return true
	}
	address, err := url.Parse(*m.value)
	return err == nil && (address.Scheme == "http" || address.Scheme == "https") && address.Host != ""
}

func isObject(m member[json.RawMessage]) bool {
	return m.value == nil || (len(*m.value) <= maxAttributes && (*m.value)[0] == '{')
}

func (p *productPatch) isValid() bool {
	return isText(p.Sku, false, 1, 100) && isText(p.Name, false, 1, 300) && isText(p.Brand, true, 1, 100) &&
		isText(p.Category, true, 1, 100) && isText(p.Model, true, 1, 100) && isText(p.Description, true, 0, 10000) &&
		isMoney(p.Price, false) && isMoney(p.Cost, true) && isText(p.Currency, false, 3, 3) &&
		(!p.Stock.isSet || (p.Stock.value != nil && *p.Stock.value >= 0 && *p.Stock.value <= maxStock)) &&
		(!p.IsActive.isSet || p.IsActive.value != nil) && isText(p.Barcode, true, 1, 64) &&
		isText(p.ImageURL, true, 1, 2000) && isHTTP(p.ImageURL) && isObject(p.Attributes)
}

func (p *productPatch) cleared() []string {
	cleared := []string{}
	for name, isCleared := range map[string]bool{
		"brand": p.Brand.isSet && p.Brand.value == nil, "category": p.Category.isSet && p.Category.value == nil,
		"model": p.Model.isSet && p.Model.value == nil, "cost": p.Cost.isSet && p.Cost.value == nil,
		"barcode": p.Barcode.isSet && p.Barcode.value == nil, "image_url": p.ImageURL.isSet && p.ImageURL.value == nil,
		"attributes": p.Attributes.isSet && p.Attributes.value == nil,
	} {
		if isCleared {
			cleared = append(cleared, name)
		}
	}
	return cleared
}

func (s *server) patchProduct(ctx context.Context, who *caller, id int64, p *productPatch) (*product, error) {
	description := p.Description.value
	if p.Description.isSet && description == nil {
		description = new(string)
	}
	batch := &pgx.Batch{}
	batch.Queue(s.statements.Actor, who.Subject, nil)
	batch.Queue(s.statements.UpdateProduct, who.Org, id, nil, p.Sku.value, p.Name.value, p.Brand.value, p.Category.value,
		p.Model.value, description, p.Price.value, p.Cost.value, p.Currency.value, p.Stock.value, p.IsActive.value,
		p.Barcode.value, p.ImageURL.value, p.Attributes.value, p.cleared())
	results := s.pool.SendBatch(ctx, batch)
	defer results.Close()
	if _, err := results.Exec(); err != nil {
		return nil, err
	}
	row, err := oneProduct(results.Query())
	if err != nil {
		return nil, err
	}
	return row, results.Close()
}

func (s *server) updateProduct(w http.ResponseWriter, r *http.Request, who *caller, id int64) {
	var patch productPatch
	var taken *pgconn.PgError
	if !readBody(w, r, maxProduct, &patch) {
		return
	}
	if !patch.isValid() {
		fail(w, http.StatusUnprocessableEntity, "validation_failed")
		return
	}
	p, err := s.patchProduct(r.Context(), who, id, &patch)
	if errors.As(err, &taken) && taken.Code == "23505" {
		fail(w, http.StatusConflict, "already_exists")
		return
	}
	replyProduct(w, p, err)
}

func (s *server) serveProducts(w http.ResponseWriter, r *http.Request, who *caller, rest string) {
	id, err := strconv.ParseInt(rest, 10, 64)
	switch {
	case rest == "" && r.Method == http.MethodGet:
		s.listProducts(w, r, who)
	case rest == "import" && r.Method == http.MethodPost:
		s.importProducts(w, r, who)
	case rest == "export" && r.Method == http.MethodGet:
		s.exportProducts(w, r, who)
	case err != nil || id < 1:
		fail(w, http.StatusUnprocessableEntity, "validation_failed")
	case r.Method == http.MethodGet:
		s.getProduct(w, r, who, id)
	case r.Method == http.MethodPatch:
		s.updateProduct(w, r, who, id)
	default:
		fail(w, http.StatusMethodNotAllowed, "method_not_allowed")
	}
}
