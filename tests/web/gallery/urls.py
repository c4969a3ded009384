from django.contrib.staticfiles.views import serve
from django.urls import include, path, re_path

from gallery import pages

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    re_path(r"^static/(?P<path>.*)$", serve, {"insecure": True}),
    path("list", pages.work_list, name="list"),
    path("record", pages.record, name="record"),
    path("form", pages.form, name="form"),
    path("confirm", pages.confirm, name="confirm"),
    path("citizen", pages.citizen, name="citizen"),
    path("kiosk", pages.kiosk, name="kiosk"),
    path("hall", pages.hall, name="hall"),
    path("print", pages.paper, name="print"),
    path("login", pages.login, name="login"),
    path("problem", pages.problem, name="problem"),
    path("areas", pages.areas, name="areas"),
]
