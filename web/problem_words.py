"""What each code of the catalogue means to whoever meets it, and what to do about it.

Every code has an entry; a test says which does not. The title is the catalogue's, the particulars are in the answer.
"""

__all__ = ["PROBLEM_WORDS"]

#: Code -> why it happens, what to do.
PROBLEM_WORDS: dict[str, tuple[str, str]] = {
    # InvalidInput
    "invalid_input": (
        "Something in the request is missing, of the wrong kind, or not allowed where it stands.",
        "The answer names it in field, and says in detail what is expected. Change that; sent again as it was, the request is refused again.",
    ),
    "invalid_cursor": (
        "A cursor is the opaque end of the page before. This one was cut off, changed, or taken from another list.",
        "Give next_cursor on as it came, with the same filters, or begin at the first page without a cursor.",
    ),
    "invalid_time_range": (
        "The start is not before the end, a time has no zone, or it lies outside of the years that can be told.",
        "Send RFC 3339 with a zone, such as 2026-11-26T00:00:00Z, the start before the end. A range holds its start and not its end.",
    ),
    "unknown_time_zone": (
        "The zone is not in the IANA time zone database.",
        "Use a name such as Europe/Berlin. Abbreviations and offsets are no zones, since they do not say when clocks change.",
    ),
    "idempotency_key_reused": (
        "The key or id stands for one request, and another request came with it.",
        "Make a new one for each request, and repeat it only with the very same request.",
    ),
    "unknown_currency": (
        "The currency is not one of ISO 4217, or not one that money can be rounded in.",
        "Use three capital letters, such as EUR.",
    ),
    "events_rejected": (
        "Some events of the request could not be stored. The others were.",
        "Each bad one stands in rejected with its index and its own code. Mend those and send them again; sending all again counts nothing twice.",
    ),
    "too_many_dimension_values": (
        "A dimension is for a handful of values, such as models or regions. This one has taken too many, as ids would.",
        "Take the property out of the meter's dimensions, or send a coarser value in it.",
    ),
    # Unauthenticated
    "missing_key": (
        "The request came without an API key.",
        "Send the key in the header x-api-key.",
    ),
    "malformed_key": (
        "What was sent is not an API key: it is cut off, mistyped, or something else. Keys carry a check sum, so this is certain.",
        "Copy the key again, whole and without blanks.",
    ),
    "unknown_key": (
        "No such key exists, or it was revoked. Which of the two is told to nobody.",
        "Use a key that is valid. If it was rotated, its successor is.",
    ),
    "expired_key": (
        "The key had an end, which has passed.",
        "Use its successor, or ask for a new key.",
    ),
    "missing_token": (
        "The request came without an admin token.",
        "Send it as Authorization: Bearer km_admin_… . API keys do not open management routes, but for their own user's data.",
    ),
    "unknown_token": (
        "The token does not exist, was revoked, has expired, or its admin was disabled.",
        "Make a new token on the page Admin tokens.",
    ),
    "wrong_credentials": (
        "E-mail and password do not go together. Which of them is wrong is told to nobody.",
        "Try again, or have an owner reset the password.",
    ),
    "wrong_code": (
        "The code of the second factor is wrong or too old.",
        "Enter the one that is shown now, check the clock of the device, or use a recovery code.",
    ),
    "invitation_ended": (
        "The invitation was used, withdrawn, or is too old.",
        "Ask whoever sent it for a new one.",
    ),
    "signed_out": (
        "There is no session, or it has ended.",
        "Sign in.",
    ),
    # Forbidden
    "disabled_key": (
        "The key is switched off. It was not revoked: it can be enabled again.",
        "Ask whoever gave it to you.",
    ),
    "missing_scope": (
        "The key, the token or the admin may do other things than this.",
        "The answer names the scope. Use a credential that has it, or have it added.",
    ),
    "foreign_request": (
        "A change was asked for by something that is not one of the dashboard's own pages.",
        "Open the page anew and try again. Programs use the REST interface with a token instead.",
    ),
    "address_not_allowed": (
        "The key is bound to certain networks, and the request came from elsewhere.",
        "Call from there, or have the list changed. Behind a proxy, its address must be among KEYMETER_TRUSTED_PROXIES.",
    ),
    "unknown_proxy": (
        "Forward auth hears only proxies that show the shared secret, from addresses that are configured.",
        "Compare the proxy's X-Keymeter-Proxy with KEYMETER_FORWARD_AUTH_SECRET, and its address with KEYMETER_FORWARD_AUTH_PROXIES.",
    ),
    "user_suspended": (
        "The account that the key belongs to is suspended.",
        "Settle it with the vendor; the key works again at once when the account does.",
    ),
    "subscription_paused": (
        "The account's subscription is paused, and so are its calls.",
        "Resume the subscription; the key works again within a second.",
    ),
    # NotFound
    "not_found": (
        "The address is mistyped, or what it named is gone or belongs to somebody else: the three look alike on purpose.",
        "Check the address and the id.",
    ),
    "user_not_found": ("No user has this id or external id.", "Check it in the list of users."),
    "key_not_found": ("No key has this id. Secrets are no ids.", "Check it in the list of keys."),
    "event_not_found": ("No such event was recorded.", "Check user, source and id: an event is known by the three."),
    "meter_not_found": (
        "No meter has this name, or none counts units of this name.",
        "Check it in the list of meters, or make the meter first.",
    ),
    "plan_not_found": ("No plan has this name.", "Check it in the list of plans."),
    "invoice_not_found": ("No invoice has this id.", "Check it in the list of invoices; ids are not numbers."),
    "credit_note_not_found": ("No credit note has this id.", "Check it at its invoice."),
    "coupon_not_found": ("No coupon with this id is attached to anybody.", "Check it at its user."),
    "test_clock_not_found": ("No test clock has this id.", "Check it against the list of test clocks."),
    "pack_not_found": ("No unit pack has this id.", "Check it at its user."),
    "credit_not_found": ("No credit has this id.", "Check it at its user."),
    "payment_not_found": ("No payment has this id.", "Check it at its invoice."),
    "reservation_not_found": (
        "No reservation has this id, or it ended more than a month ago.",
        "Use the id that the answer to POST /v1/reservations gave.",
    ),
    # Conflict
    "already_exists": (
        "Something with this name or id is there already.",
        "Use what is there, or take another name.",
    ),
    "event_conflict": (
        "An event with this user, source and id was recorded with another content. It stays as it was.",
        "Give another event another id. To correct one, retract it and send it anew.",
    ),
    "request_in_flight": (
        "A request with this idempotency key is being worked on.",
        "Wait a moment and send it again: you get the answer of the first.",
    ),
    "last_owner": ("Without an owner nobody could let anybody in.", "Make another admin an owner first."),
    "second_factor_in_use": ("A second factor is set up.", "Remove it first."),
    "message_not_dead": ("Only messages that were given up are replayed.", "Wait: it is tried again by itself."),
    "key_not_live": ("The key was revoked or has expired, which is for ever.", "Make a new key."),
    "key_already_rotated": ("The key has a successor already.", "Use that, or rotate it."),
    "plan_not_draft": (
        "A published version of a plan never changes, since subscriptions and invoices rest on it.",
        "Draft a new version.",
    ),
    "plan_not_published": ("A plan is sold by a published version, and this one has none.", "Publish it first."),
    "plan_archived": ("The plan is not sold any more.", "Choose another, or clone it."),
    "subscription_ended": ("The subscription is over.", "Begin a new one."),
    "already_paused": ("The subscription is paused already.", "Resume it, or leave it as it is."),
    "invoice_not_void": (
        "The invoice is of a kind or in a state that cannot be voided.",
        "The answer says what stands in the way: money that was paid, or a credit note.",
    ),
    "invoice_not_reissued": (
        "Only a void invoice can be replaced, once, and only while its usage is on no other invoice.",
        "Look at the invoice: it says which one stands in its place.",
    ),
    "invoice_not_collected": (
        "A payment provider collects what is owed on a finalized invoice, where one is chosen, and nothing of users on test clocks.",
        "Choose a provider (KEYMETER_PAYMENT_PROVIDER), or record the payment by hand.",
    ),
    "invoice_not_finalized": ("This is possible with a finalized invoice only.", "Finalize it first."),
    "figures_disagree": (
        "An invoice that is wrong is worse than one that is late, so it is not made.",
        "The answer says which figures; `keymeter doctor` says more. Mend them, then finalize the draft again.",
    ),
    "invoice_paid": ("Nothing is owed on this invoice any more.", "There is nothing to do."),
    "invoice_of_credit": (
        "The invoice sold credit, and what it sold is still there, or was used.",
        "Revoke what is left of the credit: what was paid for it goes onto the user's balance, and can be refunded.",
    ),
    "credit_spent": (
        "The credit was used, lapsed or revoked before.",
        "Look at the credits of the user: `remaining` says what is left of each.",
    ),
    "pack_spent": (
        "The units were used, lapsed or revoked before.",
        "Look at the packs of the user: `remaining` says what is left of each.",
    ),
    "credit_not_paid": (
        "The credit is good once the invoice that sold it is paid, and it is not.",
        "Void that invoice: the credit goes with it.",
    ),
    "payment_not_money": (
        "The invoice was paid by the user's balance, so there is no money to give back.",
        "Void the invoice: what it took goes back to the balance. Or credit it.",
    ),
    "provider_refused": (
        "The payment provider answered that it will not do this; its own words are in the detail. Nothing was done.",
        "Change what it names, at the provider or here, and replay the message under Jobs.",
    ),
    "reservation_ended": (
        "The reservation was committed, released, or ran out before it was committed.",
        "Reserve again for work that is still to be done, with more time if it takes longer.",
    ),
    "user_not_fresh": (
        "Only a user to whom nothing has happened yet can be put on a test clock: no plan, no usage, no invoice.",
        "Create a user for it.",
    ),
    "test_clock_advancing": (
        "The clock is on its way to another time.",
        "Wait until it is there, or ask for that same time again, which goes on with it.",
    ),
    "subscription_overlaps": (
        "A user has one subscription at a time, and has one then.",
        "End or change that one, or choose another start.",
    ),
    "addon_not_fitting": (
        "What is on one invoice has one currency and one billing interval.",
        "Offer the add-on in the currency and the interval of the plan.",
    ),
    "meter_priced_twice": (
        "The user's plan or another of its add-ons has a price for the same meter.",
        "End that one first, or take the meter out of one of the two.",
    ),
    # The rest
    "too_large": (
        "The request is larger than one request may be.",
        "The answer says what is bounded. Send it in parts.",
    ),
    "too_many_attempts": (
        "There were too many failed attempts from there.",
        "Wait for the seconds in Retry-After.",
    ),
    "quota_exceeded": (
        "The call would take the hour's, the day's or the month's usage past its limit. It was not made, and costs nothing.",
        "Retry-After says when the period ends, RateLimit how much is left. Ask for a higher limit or a top-up.",
    ),
    "rate_limited": (
        "Calls come faster than was agreed on. This one was not made, and costs nothing.",
        "Wait for the seconds in Retry-After and slow down: spread calls evenly, and queue bursts.",
    ),
    "pack_empty": (
        "Units of this meter are paid for ahead, and fewer are left than the call would use. It was not made, and costs nothing.",
        "Buy another pack; it is there for the next call. What the plan includes comes back as the next billing period begins.",
    ),
    "call_not_recordable": (
        "The usage of this call cannot be stored, so the call was not served.",
        "Tell whoever runs the interface; the server's log has the reason. Other calls are not affected.",
    ),
    "database_unavailable": (
        "Nothing could be decided or stored, so nothing was done: no call is served without being recorded.",
        "Try again after the seconds in Retry-After. Repeating is safe with the same idempotency key or request id.",
    ),
    "overloaded": (
        "More work waits than can be done in time, so this was refused before it began.",
        "Try again after the seconds in Retry-After, with growing pauses.",
    ),
    "provider_unavailable": (
        "The payment provider did not answer, or not in time, so nobody knows yet whether it did what it was asked for.",
        "It is asked again by itself, with growing pauses and the same key, so nothing is done twice.",
    ),
    "internal": (
        "A fault of ours.",
        "Try again. If it stays, tell whoever runs the server the request id in x-request-id: its log has the rest.",
    ),
}
