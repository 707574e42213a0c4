// SPDX-License-Identifier: MIT

package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v4"
)

const (
	dealsPrefix = "/api/v1/deals"
	boardPath   = "/stats/pipeline"
	movePath    = "/move"
)

var (
	errStageNotFound = errors.New("the stage is none")
	errAgain         = errors.New("somebody else has just moved the deal")
)

type day time.Time

func (d day) MarshalJSON() ([]byte, error) {
	return []byte(time.Time(d).Format(`"2006-01-02"`)), nil
}

type deal struct {
	ID                int64           `json:"id"`
	Title             string          `json:"title"`
	Amount            float64         `json:"amount"`
	Currency          string          `json:"currency"`
	PipelineID        int64           `json:"pipeline_id"`
	StageID           int64           `json:"stage_id"`
	StageName         string          `json:"stage_name"`
	StageKind         string          `json:"stage_kind"`
	ClientID          *int64          `json:"client_id"`
	ClientName        *string         `json:"client_name"`
	ContactID         *int64          `json:"contact_id"`
	ContactName       *string         `json:"contact_name"`
	OwnerID           *string         `json:"owner_id"`
	OwnerName         *string         `json:"owner_name"`
	ExpectedCloseDate *day            `json:"expected_close_date"`
	Source            *string         `json:"source"`
	Tags              []string        `json:"tags"`
	LostReason        *string         `json:"lost_reason"`
	ClosedAt          *stamp          `json:"closed_at"`
	StageEnteredAt    stamp           `json:"stage_entered_at"`
	Custom            json.RawMessage `json:"custom"`
	Revision          int32           `json:"revision"`
	CreatedAt         stamp           `json:"created_at"`
	UpdatedAt         stamp           `json:"updated_at"`
}

// By name, since the statements have further columns, for themselves alone.
func byName(row pgx.Rows, into map[string]interface{}) []interface{} {
	columns := make([]interface{}, len(row.FieldDescriptions()))
	for i, field := range row.FieldDescriptions() {
		columns[i] = into[string(field.Name)]
	}
	return columns
}

func (d *deal) scan(row pgx.Rows) error {
	var expected, closed *time.Time
	err := row.Scan(byName(row, map[string]interface{}{
		"id": &d.ID, "title": &d.Title, "amount": &d.Amount, "currency": &d.Currency, "pipeline_id": &d.PipelineID,
		"stage_id": &d.StageID, "stage_name": &d.StageName, "stage_kind": &d.StageKind, "client_id": &d.ClientID,
		"client_name": &d.ClientName, "contact_id": &d.ContactID, "contact_name": &d.ContactName, "owner_id": &d.OwnerID,
		"owner_name": &d.OwnerName, "expected_close_date": &expected, "source": &d.Source,
		"tags": &d.Tags, "lost_reason": &d.LostReason, "closed_at": &closed,
		"stage_entered_at": (*time.Time)(&d.StageEnteredAt), "custom": &d.Custom, "revision": &d.Revision,
		"created_at": (*time.Time)(&d.CreatedAt), "updated_at": (*time.Time)(&d.UpdatedAt),
	})...)
	d.ExpectedCloseDate, d.ClosedAt = (*day)(expected), (*stamp)(closed)
	return err
}

func collectDeals(rows pgx.Rows, err error) ([]deal, error) {
	deals := []deal{}
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		deals = append(deals, deal{})
		if err = deals[len(deals)-1].scan(rows); err != nil {
			return nil, err
		}
	}
	return deals, rows.Err()
}

func oneDeal(rows pgx.Rows, err error) (*deal, error) {
	deals, err := collectDeals(rows, err)
	if err != nil {
		return &deal{}, err
	}
	if len(deals) == 0 {
		return &deal{}, pgx.ErrNoRows
	}
	return &deals[0], nil
}

func (s *server) getDeal(w http.ResponseWriter, r *http.Request, who *caller, id int64) {
	d, err := oneDeal(s.pool.Query(r.Context(), s.statements.Deal, who.Org, id, nil))
	replyRow(w, d, d.Revision, err)
}

// Any keys, signed.
func (s *server) keysCursor(keys ...interface{}) *string {
	text, _ := json.Marshal(keys)
	packed := base64.RawURLEncoding.EncodeToString(text)
	packed += "." + s.sign(packed)
	return &packed
}

func (s *server) listDeals(w http.ResponseWriter, r *http.Request, who *caller) {
	query := r.URL.Query()
	owner := query.Get("owner_id")
	if len(query) != 3 || !uuid.MatchString(owner) || query.Get("page_size") != strconv.Itoa(pageSize) || query.Get("count") != "none" {
		fail(w, http.StatusUnprocessableEntity, "validation_failed")
		return
	}
	deals, err := collectDeals(s.pool.Query(r.Context(), s.statements.Deals, who.Org, owner))
	if err != nil {
		failInternal(w, err)
		return
	}
	page := struct {
		Items      []deal  `json:"items"`
		Total      *int64  `json:"total"`
		PageSize   int     `json:"page_size"`
		NextCursor *string `json:"next_cursor"`
	}{Items: deals, PageSize: pageSize}
	if len(deals) > pageSize {
		page.Items = deals[:pageSize]
		page.NextCursor = s.keysCursor(deals[pageSize-1].ID)
	}
	reply(w, http.StatusOK, page)
}

// --- the board -----------------------------------------------------------------------------------------------------------

type card struct {
	ID                int64    `json:"id"`
	Title             string   `json:"title"`
	Amount            float64  `json:"amount"`
	Currency          string   `json:"currency"`
	ClientID          *int64   `json:"client_id"`
	ClientName        *string  `json:"client_name"`
	OwnerID           *string  `json:"owner_id"`
	OwnerName         *string  `json:"owner_name"`
	ExpectedCloseDate *day     `json:"expected_close_date"`
	Tags              []string `json:"tags"`
	StageEnteredAt    stamp    `json:"stage_entered_at"`
	Revision          int32    `json:"revision"`
}

type boardColumn struct {
	StageID        int64           `json:"stage_id"`
	StageName      string          `json:"stage_name"`
	Color          string          `json:"color"`
	Kind           string          `json:"kind"`
	Probability    int32           `json:"probability"`
	DealsCount     int64           `json:"deals_count"`
	TotalAmount    float64         `json:"total_amount"`
	WeightedAmount float64         `json:"weighted_amount"`
	OtherAmounts   json.RawMessage `json:"other_amounts"`
	Deals          []card          `json:"deals"`
	NextCursor     *string         `json:"next_cursor"`
	lastRank       float64
}

// A row of the statement: the column, and one of its cards, or none.
type boardRow struct {
	column          boardColumn
	card            card
	id              *int64
	title, currency *string
	amount, rank    *float64
	stageEntered    *time.Time
	revision        *int32
}

func (b *boardRow) scan(row pgx.Rows) error {
	var expected *time.Time
	err := row.Scan(byName(row, map[string]interface{}{
		"_stage_id": &b.column.StageID, "_stage_name": &b.column.StageName, "_color": &b.column.Color, "_kind": &b.column.Kind,
		"_probability": &b.column.Probability, "_deals_count": &b.column.DealsCount, "_total_amount": &b.column.TotalAmount,
		"_weighted_amount": &b.column.WeightedAmount, "_other_amounts": &b.column.OtherAmounts, "_rank": &b.rank, "id": &b.id,
		"title": &b.title, "amount": &b.amount, "currency": &b.currency, "client_id": &b.card.ClientID,
		"client_name": &b.card.ClientName, "owner_id": &b.card.OwnerID, "owner_name": &b.card.OwnerName,
		"expected_close_date": &expected, "tags": &b.card.Tags,
		"stage_entered_at": &b.stageEntered, "revision": &b.revision,
	})...)
	b.card.ExpectedCloseDate = (*day)(expected)
	if err == nil && b.id != nil {
		b.card.ID, b.card.Title, b.card.Amount, b.card.Currency = *b.id, *b.title, *b.amount, *b.currency
		b.card.StageEnteredAt, b.card.Revision = stamp(*b.stageEntered), *b.revision
	}
	return err
}

func (s *server) collectBoard(rows pgx.Rows, err error) ([]boardColumn, error) {
	columns := []boardColumn{}
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var row boardRow
		if err = row.scan(rows); err != nil {
			return nil, err
		}
		if n := len(columns); n == 0 || columns[n-1].StageID != row.column.StageID {
			row.column.Deals = []card{}
			columns = append(columns, row.column)
		}
		column := &columns[len(columns)-1]
		switch {
		case row.id == nil:
		case len(column.Deals) < pageSize:
			column.Deals = append(column.Deals, row.card)
			column.lastRank = *row.rank
		default:
			column.NextCursor = s.keysCursor(column.lastRank)
		}
	}
	return columns, rows.Err()
}

func (s *server) board(w http.ResponseWriter, r *http.Request, who *caller) {
	query := r.URL.Query()
	pipeline, err := strconv.ParseInt(query.Get("pipeline_id"), 10, 64)
	if err != nil || len(query) != 2 || query.Get("limit") != strconv.Itoa(pageSize) {
		fail(w, http.StatusUnprocessableEntity, "validation_failed")
		return
	}
	columns, err := s.collectBoard(s.pool.Query(r.Context(), s.statements.Board, who.Org, pipeline))
	switch {
	case err != nil:
		failInternal(w, err)
	case len(columns) == 0:
		fail(w, http.StatusNotFound, "not_found")
	default:
		reply(w, http.StatusOK, columns)
	}
}

// --- a move --------------------------------------------------------------------------------------------------------------

type movedDeal struct {
	Deal       *deal           `json:"deal"`
	PreviousID *int64          `json:"previous_id"`
	NextID     *int64          `json:"next_id"`
	Stages     json.RawMessage `json:"stages"`
}

func (s *server) tryDealMove(ctx context.Context, who *caller, id, stage int64) (*movedDeal, error) {
	var moved movedDeal
	var outcome string
	batch := &pgx.Batch{}
	batch.Queue(s.statements.Actor, who.Subject, nil)
	batch.Queue(s.statements.MoveDeal, who.Org, id, stage, nil, nil, nil, nil, nil)
	batch.Queue(s.statements.Deal, who.Org, id, nil)
	results := s.pool.SendBatch(ctx, batch)
	defer results.Close()
	if _, err := results.Exec(); err != nil {
		return nil, err
	}
	err := results.QueryRow().Scan(&outcome, &moved.PreviousID, &moved.NextID, &moved.Stages)
	switch {
	case err != nil:
		return nil, err
	case outcome == "not_found":
		return nil, pgx.ErrNoRows
	case outcome == "again":
		return nil, errAgain
	case outcome != "moved":
		return nil, errStageNotFound
	}
	if moved.Deal, err = oneDeal(results.Query()); err != nil {
		return nil, err
	}
	return &moved, results.Close()
}

func (s *server) moveDeal(w http.ResponseWriter, r *http.Request, who *caller, id int64) {
	var body struct {
		StageID *int64 `json:"stage_id"`
	}
	if !readBody(w, r, maxBody, &body) {
		return
	}
	if body.StageID == nil || *body.StageID < 1 {
		fail(w, http.StatusUnprocessableEntity, "validation_failed")
		return
	}
	moved, err := s.tryDealMove(r.Context(), who, id, *body.StageID)
	for i := 1; i < tries && errors.Is(err, errAgain); i++ {
		moved, err = s.tryDealMove(r.Context(), who, id, *body.StageID)
	}
	switch {
	case errors.Is(err, errStageNotFound):
		fail(w, http.StatusUnprocessableEntity, "validation_failed")
	case err != nil:
		replyRow(w, nil, 0, err)
	default:
		replyRow(w, moved, moved.Deal.Revision, nil)
	}
}

func (s *server) serveDeals(w http.ResponseWriter, r *http.Request, who *caller, rest string) {
	isMove := strings.HasSuffix(rest, movePath)
	id, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimPrefix(rest, "/"), movePath), 10, 64)
	switch {
	case rest == "" && r.Method == http.MethodGet:
		s.listDeals(w, r, who)
	case rest == boardPath && r.Method == http.MethodGet:
		s.board(w, r, who)
	case err != nil || id < 1:
		fail(w, http.StatusUnprocessableEntity, "validation_failed")
	case isMove && r.Method == http.MethodPost:
		s.moveDeal(w, r, who, id)
	case !isMove && r.Method == http.MethodGet:
		s.getDeal(w, r, who, id)
	default:
		fail(w, http.StatusMethodNotAllowed, "method_not_allowed")
	}
}
