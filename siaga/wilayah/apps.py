from django.apps import AppConfig


class WilayahConfig(AppConfig):
    name = "siaga.wilayah"
    label = "wilayah"
    verbose_name = "Wilayah"
