"""The routes by which staff keep the catalogue."""

from handlers.console import catalogue_api, catalogue_pages
from handlers.routing import Route

STAFF = "工作人员"

CATALOGUE_API_ROUTES = (
    Route("/api/v1/staff/catalogue", catalogue_api.StaffCatalogueHandler, STAFF),
    Route("/api/v1/staff/catalogue/{code}", catalogue_api.StaffCatalogueItemHandler, STAFF),
    Route("/api/v1/staff/catalogue/{code}/publication", catalogue_api.CataloguePublicationHandler, STAFF),
    Route("/api/v1/staff/catalogue/{code}/withdrawal", catalogue_api.CatalogueWithdrawalHandler, STAFF),
)

CATALOGUE_PAGE_ROUTES = (
    Route("/console/catalogue", catalogue_pages.CataloguePage),
    Route("/console/catalogue/{code}", catalogue_pages.CatalogueItemPage),
    Route("/console/catalogue/{code}/edit", catalogue_pages.CatalogueEditPage),
)
