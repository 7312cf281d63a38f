"""Values of every kind of mail, as services give them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

SERVICE = {
    "service_name": "PRÉSANTRA",
    "service_phone": "01 99 00 12 34",
    "service_email": "contact@presantra.example",
    "public_url": "https://portail.presantra.example",
}
PERSON = {"person": "Camille DURAND"}
COMPANY = {"company": "Menuiserie Lefèvre", "code": "10001-1"}
EXPIRY = {"expires_at": datetime(2026, 11, 26, 9, 5, tzinfo=UTC)}
LOGIN = {"login_url": "https://portail.presantra.example/connexion"}
LINK = {"link": "https://portail.presantra.example/reinitialiser-mot-de-passe#jeton"}
PASSWORD = {"password": "ABCDE-FGHJK-MNPQR-STVWX"}
VISIT = {
    "number": "V-2026-000042",
    "employee": "Léa PETIT",
    "kind": "Visite d’embauche",
    "due_date": date(2027, 2, 23),
}
ABSENCE = {
    "employee": "Léa PETIT",
    "start_date": date(2026, 11, 2),
    "end_date": date(2026, 11, 13),
    "days": "12 jours",
    "again": False,
}

CHANGE = {
    "status": "Planifiée",
    "said": "Rendez-vous fixé",
    "message": "Merci d’arriver\nen avance.",
    "appointment": datetime(2026, 12, 1, 9, 5, tzinfo=UTC),
    "place": "Centre de Paris, 12 rue de la Prévention, 75000 Paris",
    "by": "Secrétariat PRÉSANTRA",
}

THREAD = {"number": "M-2026-00042", "theme": "Facturation"}
VALUES: dict[str, dict[str, Any]] = {
    "first_password": PERSON | COMPANY | EXPIRY | LOGIN | PASSWORD | {"email": "camille@lefevre.example"},
    "first_link": PERSON | COMPANY | EXPIRY | LINK,
    "account_exists": PERSON
    | COMPANY
    | LOGIN
    | {"add_company_url": "https://portail.presantra.example/espace/ajouter-une-entreprise"},
    "invitation_user": EXPIRY
    | {
        "inviter": "Camille DURAND",
        "organisation": "Menuiserie Lefèvre",
        "code": "10001",
        "offers": ("Lecture\u00a0: Consulte tout ce qui précède sans rien modifier.",),
        "link": "https://portail.presantra.example/invitation#jeton",
    },
    "users_notice": PERSON
    | COMPANY
    | {
        "title": "Vos rôles ont changé",
        "fact": "Vos rôles pour cette entreprise sont maintenant\u00a0: Lecture.",
        "by": "Camille DURAND",
        "url": "https://portail.presantra.example/espace",
    },
    "user_joined": PERSON
    | COMPANY
    | {
        "newcomer": "Paul MARTIN",
        "newcomer_email": "paul@cabinet.example",
        "roles": "Lecture",
        "users_url": "https://portail.presantra.example/espace/entreprise/utilisateurs",
    },
    "invitation_mandate": EXPIRY
    | {
        "inviter": "Camille DURAND",
        "organisation": "Menuiserie Lefèvre",
        "code": "10001",
        "offers": ["Déclaration\u00a0: tient à jour les salariés.", "Mandat sans date de fin."],
        "link": "https://portail.presantra.example/invitation#jeton",
    },
    "invitation_staff": EXPIRY
    | {
        "inviter": "Paul DURAND",
        "organisation": "Cabinet Fiduciaire du Nord",
        "code": "",
        "offers": ["Travailler pour tous les clients du cabinet."],
        "link": "https://portail.presantra.example/invitation#jeton",
    },
    "mandate_notice": PERSON
    | COMPANY
    | {
        "title": "Mandat accepté\u00a0: Menuiserie Lefèvre",
        "fact": "Paul DURAND a accepté ce mandat.",
        "cabinet": "Cabinet Fiduciaire du Nord",
        "rights": "Déclaration\u00a0; suivi et risques réservés à l’employeur",
        "end": "jusqu’au 31/12/2026 inclus",
        "url": "https://portail.presantra.example/espace/entreprise/mandats",
    },
    "reset_link": PERSON | EXPIRY | LINK,
    "fresh_start": PERSON | EXPIRY | LOGIN | PASSWORD,
    "password_changed": PERSON | {"at": datetime(2026, 12, 1, 9, 5, tzinfo=UTC), "ip": "192.0.2.7"},
    "someone_attached": PERSON
    | COMPANY
    | {
        "newcomer": "Paul MARTIN",
        "newcomer_email_masked": "p•••@cabinet.example",
        "account_url": "https://portail.presantra.example/espace/mon-compte",
    },
    "visit_acknowledged": PERSON | COMPANY | VISIT | {"url": "https://portail.presantra.example/espace/visites"},
    "visit_requested_secretariat": COMPANY
    | VISIT
    | {
        "requested_by": "Camille DURAND",
        "waiver": "à valider, l’employeur indique une visite antérieure",
        "reason": "Retour anticipé",
        "details": [("Fin de l’arrêt", "04/12/2026"), ("Accès", "mobilité réduite")],
        "availabilities": "lundi\nmardi matin",
        "comment": "",
    },
    "visits_acknowledged": PERSON
    | COMPANY
    | {"count": 2, "people": "DV-2026-000042 – Léa PETIT", "url": "https://portail.presantra.example/espace/visites"},
    "visits_requested_secretariat": COMPANY
    | {
        "count": 2,
        "people": "DV-2026-000042 – Léa PETIT\nDV-2026-000043 – Ali DIALLO",
        "requested_by": "Camille DURAND",
    },
    "security_notice": PERSON
    | {"title": "Codes de secours renouvelés", "fact": "De nouveaux codes ont été créés.", "ip": "192.0.2.7"}
    | {"at": datetime(2026, 12, 1, 9, 5, tzinfo=UTC)},
    "new_device": PERSON
    | {"device": "Firefox sur Windows", "ip": "192.0.2.7", "at": datetime(2026, 12, 1, 9, 5, tzinfo=UTC)},
    "email_confirm": PERSON | EXPIRY | {"link": "https://portail.presantra.example/confirmer-mon-adresse#jeton"},
    "email_taken": LOGIN,
    "email_changed": PERSON
    | {"link": "https://portail.presantra.example/retablir-mon-adresse#jeton"}
    | {"at": datetime(2026, 12, 1, 9, 5, tzinfo=UTC), "until": datetime(2026, 12, 4, 9, 5, tzinfo=UTC)},
    "email_in_use": PERSON | LOGIN,
    "account_closed": PERSON | {"until": datetime(2026, 12, 31, 9, 5, tzinfo=UTC)},
    "account_reopened": PERSON | LOGIN,
    "invoices_published": PERSON
    | COMPANY
    | {
        "documents": [
            {"number": "FA-2026-00012", "kind": "Facture", "amount": "1 200,00 €", "due": "15/02/2026"},
            {"number": "AV-2026-00002", "kind": "Avoir", "amount": "−60,00 €", "due": ""},
        ],
        "count": 23,
        "more": 21,
        "url": "https://portail.presantra.example/espace/factures",
    },
    "payment_rejected": PERSON
    | COMPANY
    | {
        "means": "Prélèvement",
        "reference": "REG-2026-0042",
        "amount": "1 200,00 €",
        "paid_on": date(2026, 11, 5),
        "rejected_on": date(2026, 11, 9),
        "message": "Provision insuffisante",
        "invoices": "FA-2026-00012",
        "url": "https://portail.presantra.example/espace/factures",
    },
    "visit_changed": PERSON
    | COMPANY
    | VISIT
    | CHANGE
    | {"url": "https://portail.presantra.example/espace/visites/0b0e7c1e"},
    "visit_changed_secretariat": COMPANY | VISIT | CHANGE,
    "visit_summons": PERSON
    | {
        "number": "V-2026-000042",
        "company": "Menuiserie Lefèvre",
        "kind": "Examen médical d’aptitude périodique",
        "appointment": datetime(2026, 12, 1, 9, 5, tzinfo=UTC),
        "length": 30,
        "place": "Centre de Paris, 12 rue de la Prévention, 75000 Paris",
        "language": "en",
        "accessible": True,
        "interpreter": "Portugais",
        "replaced": datetime(2026, 11, 27, 14, 0, tzinfo=UTC),
    },
    "visit_called_off": PERSON
    | {
        "number": "V-2026-000042",
        "company": "Menuiserie Lefèvre",
        "appointment": datetime(2026, 12, 1, 9, 5, tzinfo=UTC),
        "place": "Centre de Paris, 12 rue de la Prévention, 75000 Paris",
        "again": True,
        "language": "en",
    },
    "company_attached": PERSON | COMPANY,
    "document_deposited_secretariat": COMPANY
    | {
        "document": "Document unique (DUERP)",
        "document_on": date(2026, 11, 2),
        "next_update_on": date(2027, 11, 2),
        "identifier": "0b0e7c1e",
        "withdrawn": False,
        "requested_by": "Camille DURAND",
    },
    "document_shared": PERSON
    | COMPANY
    | {
        "document": "Fiche d’entreprise",
        "title": "Fiche 2026",
        "document_on": date(2026, 11, 2),
        "url": "https://portail.presantra.example/espace/documents",
    },
    "identifiers_lost": COMPANY
    | EXPIRY
    | {"asked_at": None, "link": "https://portail.presantra.example/nouveau-courrier#jeton"},
    "identifiers_lost_notice": PERSON
    | COMPANY
    | {"at": datetime(2026, 12, 1, 9, 5, tzinfo=UTC), "ip": "192.0.2.7", "contacts": "c•••@lefevre.example"},
    "letter_requested_secretariat": COMPANY | {"siret": "991 421 132 00010", "by": "le contact, par le lien reçu"},
    "letter_sent": COMPANY | LOGIN,
    "identity_corrected": PERSON
    | COMPANY
    | {
        "changes": [("SIRET", "732 829 320 00074 (au lieu de 991 421 132 00010)"), ("Code NAF", "43.32B")],
        "by": "Secrétariat PRÉSANTRA",
        "url": "https://portail.presantra.example/espace/entreprise",
    },
    "weekly_digest": PERSON
    | {
        "companies": [{"company": "Menuiserie Lefèvre", "code": "10001", "lines": ("2 visites en retard",)}],
        "url": "https://portail.presantra.example/espace",
        "unsubscribe_url": "https://portail.presantra.example/rappels/desabonnement/jeton",
    },
    "work_accident_secretariat": COMPANY | ABSENCE | {"requested_by": "Camille DURAND"},
    "work_accident_acknowledged": PERSON
    | COMPANY
    | ABSENCE
    | {"url": "https://portail.presantra.example/espace/salaries/1"},
    "worker_rights": PERSON | {"company": "Menuiserie Lefèvre", "employer": "Camille DURAND"},
    "exposure_end_secretariat": COMPANY
    | {
        "employee": "Léa PETIT",
        "job_title": "Désamianteur",
        "exposures": "Amiante, Plomb",
        "departure_date": date(2026, 12, 31),
        "motive": "Démission",
        "cancelled": False,
        "requested_by": "Camille DURAND",
    },
    "complementary_list_secretariat": COMPANY
    | {
        "requested_by": "Camille DURAND",
        "posts": [
            {
                "job_title": "Cariste",
                "reason": "Froid\nnégatif",
                "doctor_opinion_on": date(2026, 11, 2),
                "cse_opinion_on": None,
            }
        ],
    },
    "message_acknowledged": PERSON | COMPANY | THREAD | {"url": "https://portail.presantra.example/espace/messages/1"},
    "message_answered": PERSON
    | COMPANY
    | THREAD
    | {"said": "Nouvelle réponse", "url": "https://portail.presantra.example/espace/messages/1"},
    "message_secretariat": COMPANY | THREAD | {"said": "Nouvelle demande", "by": "Camille DURAND"},
}
