# frozen_string_literal: true

# Ways of authenticating with Ruby. Reads `way url id secret` by line, id and secret in Base64.
require 'base64'
require 'net/http'
require 'oauth2'
require 'uri'

def with_gem(options)
  lambda do |url, id, secret|
    client = OAuth2::Client.new(id, secret, options.merge(site: url, token_url: url))
    client.client_credentials.get_token(scope: 'partner-read')
    200
  rescue OAuth2::Error => e
    e.response.status
  end
end

def with_net_http
  lambda do |url, id, secret|
    uri = URI(url)
    request = Net::HTTP::Post.new(uri)
    request.set_form_data('grant_type' => 'client_credentials', 'scope' => 'partner-read')
    yield request, id, secret
    Net::HTTP.start(uri.host, uri.port) { |http| http.request(request) }.code
  end
end

def form_encoded(text)
  URI.encode_www_form_component(text)
end

WAYS = {
  'oauth2-default' => with_gem({}),
  'oauth2-basic' => with_gem(auth_scheme: :basic_auth),
  'oauth2-body' => with_gem(auth_scheme: :request_body),
  'net-http-basic' => with_net_http { |request, id, secret| request.basic_auth(id, secret) },
  'net-http-form' => with_net_http { |request, id, secret| request.basic_auth(form_encoded(id), form_encoded(secret)) }
}.freeze

$stdout.sync = true
$stdin.each_line do |line|
  way, url, id, secret = line.chomp.split("\t", -1)
  texts = [id, secret].map { |text| Base64.decode64(text).force_encoding('UTF-8') }
  puts WAYS.fetch(way).call(url, *texts)
rescue StandardError => e
  puts "! #{e.class}"
end
