"""Every screen of the portal, in one table."""

from __future__ import annotations

from presantra.ui.layout import Page
from presantra.ui.pages.accueil.page import accueil
from presantra.ui.pages.administration import page as administration
from presantra.ui.pages.aide.page import aide
from presantra.ui.pages.ajouter_entreprise import page as ajouter_entreprise
from presantra.ui.pages.arret import page as arret
from presantra.ui.pages.arrivee import page as arrivee
from presantra.ui.pages.attestation import page as attestation
from presantra.ui.pages.boite_de_reception import page as boite_de_reception
from presantra.ui.pages.cabinet import page as cabinet
from presantra.ui.pages.changement import page as changement
from presantra.ui.pages.changer_adresse import page as changer_adresse
from presantra.ui.pages.cles_acces import page as cles_acces
from presantra.ui.pages.connexion import page as connexion
from presantra.ui.pages.creation_compte import page as creation_compte
from presantra.ui.pages.demande_visite import page as demande_visite
from presantra.ui.pages.depart import page as depart
from presantra.ui.pages.documents import page as documents
from presantra.ui.pages.double_authentification import page as double_authentification
from presantra.ui.pages.doublons import page as doublons
from presantra.ui.pages.entreprise import page as entreprise
from presantra.ui.pages.factures import page as factures
from presantra.ui.pages.fermer_compte import page as fermer_compte
from presantra.ui.pages.fermetures import page as fermetures
from presantra.ui.pages.fusion import page as fusion
from presantra.ui.pages.historique_compte import page as historique_compte
from presantra.ui.pages.historique_entreprise import page as historique_entreprise
from presantra.ui.pages.identifiants_perdus import page as identifiants_perdus
from presantra.ui.pages.importation import page as importation
from presantra.ui.pages.indisponible import indisponible
from presantra.ui.pages.introuvable import introuvable
from presantra.ui.pages.invitation import page as invitation
from presantra.ui.pages.liste_complementaire import page as liste_complementaire
from presantra.ui.pages.mandats import page as mandats
from presantra.ui.pages.mes_donnees import page as mes_donnees
from presantra.ui.pages.message import page as message
from presantra.ui.pages.messages import page as messages
from presantra.ui.pages.modifier_mot_de_passe import page as modifier_mot_de_passe
from presantra.ui.pages.mon_compte import page as mon_compte
from presantra.ui.pages.mot_de_passe import page as mot_de_passe
from presantra.ui.pages.mutation import page as mutation
from presantra.ui.pages.notifications import page as notifications
from presantra.ui.pages.nouveau_message import page as nouveau_message
from presantra.ui.pages.obligations import page as obligations
from presantra.ui.pages.reauthentification import page as reauthentification
from presantra.ui.pages.requalification import page as requalification
from presantra.ui.pages.salarie import page as salarie
from presantra.ui.pages.salaries import page as salaries
from presantra.ui.pages.tableau_de_bord import page as tableau_de_bord
from presantra.ui.pages.utilisateurs import page as utilisateurs
from presantra.ui.pages.verifier_attestation import page as verifier_attestation
from presantra.ui.pages.visite import page as visite
from presantra.ui.pages.visites import page as visites

PUBLIC: tuple[Page, ...] = (
    accueil,
    aide,
    indisponible,
    introuvable,
    *connexion.PAGES,
    *creation_compte.PAGES,
    *mot_de_passe.PAGES,
    *changer_adresse.LINK_PAGES,
    *invitation.PAGES,
    *identifiants_perdus.PAGES,
    *verifier_attestation.PAGES,
    *boite_de_reception.PAGES,
)
PRIVATE: tuple[Page, ...] = (
    *tableau_de_bord.PAGES,
    *obligations.PAGES,
    *salaries.PAGES,
    *arrivee.PAGES,
    *importation.PAGES,
    *salarie.PAGES,
    *depart.PAGES,
    *requalification.PAGES,
    *arret.PAGES,
    *attestation.PAGES,
    *changement.PAGES,
    *mutation.PAGES,
    *doublons.PAGES,
    *fusion.PAGES,
    *visites.PAGES,
    *demande_visite.PAGES,
    *visite.PAGES,
    *factures.PAGES,
    *messages.PAGES,
    *nouveau_message.PAGES,
    *message.PAGES,
    *documents.PAGES,
    *entreprise.PAGES,
    *mandats.PAGES,
    *cabinet.PAGES,
    *utilisateurs.PAGES,
    *administration.PAGES,
    *historique_entreprise.PAGES,
    *fermetures.PAGES,
    *liste_complementaire.PAGES,
    *ajouter_entreprise.PAGES,
    *mon_compte.PAGES,
    *modifier_mot_de_passe.PAGES,
    *reauthentification.PAGES,
    *notifications.PAGES,
    *mes_donnees.PAGES,
    *historique_compte.PAGES,
    *fermer_compte.PAGES,
    *double_authentification.PAGES,
    *cles_acces.PAGES,
    *changer_adresse.PAGES,
)


PAGES: tuple[Page, ...] = (*PUBLIC, *PRIVATE)
