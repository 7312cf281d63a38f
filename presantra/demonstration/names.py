"""Names of invented people, with what French names are made of: accents, hyphens, apostrophes, particles."""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


WOMEN = _words(
    """Camille Léa Manon Chloé Inès Sarah Émilie Nathalie Isabelle Sandrine Aurélie Céline Élodie Fatima
    Nadia Anne-Sophie Marie-Laure Gaëlle Solène Maëlys Noémie Hélène Agnès Béatrice Françoise Chantal Zoé
    Jeanne Louise Juliette Margaux Amélie Delphine Valérie Karine Laëtitia Aïcha Mélanie Océane Rose"""
)
MEN = _words(
    """Lucas Hugo Théo Léo Nathan Mathis Julien Nicolas Sébastien Frédéric Stéphane Laurent Thierry Jérôme
    Mickaël Karim Mehdi Jean-Marc Jean-Baptiste Gaël Loïc Yann Erwan Maël Noël François André René Gérard
    Étienne Antoine Maxime Romain Kévin Damien Cédric Olivier Pascal Bruno Youssef Adrien"""
)
FAMILY_NAMES = (
    *_words(
        """Aubert Barbier Benoît Bertin Blanchet Boucher Bouvier Briand Caillet Carlier Chevrier Collin
        Cordier Coulon Daviau Delmas Descamps Drouet Duval Fabre Faucher Ferrand Fleury Garel
        Gaudin Geffroy Gilbert Grandjean Guérin Guillou Hamon Hervé Huet Jacquet Joly Jourdan
        Kerjean Lacroix Lambert Langlois Lebreton Lecomte Ledoux Legrand Lemaître Léonard
        Levasseur Maillard Mallet Marchand Maréchal Masson Mercier Meunier Michaud Moulin Navarro
        Ollivier Pasquier Pélissier Perrin Peltier Pichon Poirier Prévost Quéré Raynaud Rivière
        Rousselot Roux Sauvage Tanguy Tessier Thibault Tournier Vallet Vasseur Vidal Voisin Wagner
        Yvon Benali Diallo Traoré Haddad Mansouri Nguyễn Kowalski García Müller Œuvrard"""
    ),
    "Le Goff", "Le Bihan", "De La Tour", "D’Hervé", "L’Hermite", "N’Diaye", "Lefèvre-Martin", "Roy-Besson",
)  # fmt: skip
