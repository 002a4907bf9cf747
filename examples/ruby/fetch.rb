#!/usr/bin/env ruby
# frozen_string_literal: true

# Token, list of schools, each school's clients: Ruby with the oauth2 gem. Prints [{organisationId, clientId,
# secretFingerprint}] and never a secret.
require 'erb'
require 'json'
require 'oauth2'
require 'openssl'

# One sentence for the operator; it never holds a secret.
class Refused < StandardError; end

def setting(name)
  value = ENV[name].to_s
  raise Refused, "#{name} is not set." if value.empty?

  value
end

# HTTPS_PROXY and NO_PROXY are honoured by itself (Faraday).
def connection_options
  options = { request: { timeout: 30 } }
  ca_file = ENV['SIMS_CA_FILE'].to_s
  return options if ca_file.empty?

  trusted = OpenSSL::X509::Store.new
  trusted.set_default_paths
  trusted.add_file(ca_file) # besides the authorities trusted already
  options.merge(ssl: { cert_store: trusted })
end

def new_token
  client = OAuth2::Client.new(
    setting('SIMS_CLIENT_ID'), setting('SIMS_CLIENT_SECRET'),
    site: setting('SIMS_RAP_URL'),
    token_url: setting('SIMS_TOKEN_URL'),
    auth_scheme: :request_body, # since 2.0 the gem's default is a Basic header that is not encoded
    max_redirects: 0, # neither service redirects
    connection_opts: connection_options
  )
  client.client_credentials.get_token(scope: setting('SIMS_SCOPE'))
rescue OAuth2::Error => e
  raise Refused, "Token: #{e.response.status} #{e.code}".strip + '. Nothing was taken over.'
end

# The rows of a 200 whose JSON is a list; anything else, a page of HTML say, ends the run.
def read_list(token, path, what)
  url = "#{setting('SIMS_RAP_URL')}/api/v1/partner/#{ERB::Util.url_encode(setting('SIMS_APPLICATION_ID'))}/#{path}"
  answer = token.get(url, headers: { 'Accept' => 'application/json' }, raise_errors: false)
  raise Refused, "#{what}: #{answer.status}. Nothing was taken over." unless answer.status == 200

  rows = JSON.parse(answer.body)
  rows.is_a?(Array) ? rows : raise(Refused, "#{what}: 200 without a list. Nothing was taken over.")
rescue JSON::ParserError
  raise Refused, "#{what}: 200 without JSON. Nothing was taken over."
end

# Schools you may read now, each once: a GUID is the same in any letter case. Any other value of Authorised, null
# included, is no reason to delete what you hold of a school.
def readable(schools)
  schools.select { |school| school['OrganisationId'] && school['Authorised'] == 1 }
         .uniq { |school| school['OrganisationId'].downcase }
end

def fetch
  token = new_token
  key = [setting('SIMS_PROBE_KEY')].pack('H*')
  readable(read_list(token, 'GetSiteByApplication', 'List of schools')).flat_map do |school|
    organisation = school['OrganisationId']
    clients = read_list(token, "#{ERB::Util.url_encode(organisation)}/Clients", "Clients of #{organisation}")
    clients.select { |client| client['ClientId'] && client['Secret'] }.map do |client|
      fingerprint = OpenSSL::HMAC.hexdigest('SHA256', key, client['Secret'])
      { organisationId: organisation, clientId: client['ClientId'], secretFingerprint: fingerprint }
    end
  end
end

begin
  puts JSON.generate(fetch)
rescue Refused => e
  abort "fetch: #{e.message}"
rescue Faraday::Error => e
  abort "fetch: no answer (#{e.class})."
end
