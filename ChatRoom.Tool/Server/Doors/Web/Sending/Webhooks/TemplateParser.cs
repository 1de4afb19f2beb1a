using System.Diagnostics.CodeAnalysis;
using ChatRoom.Protocol.Text;

namespace ChatRoom.Server.Doors.Web.Sending.Webhooks;

/// <summary>
/// Parses a template. Paths name keys, or places in a list from 0; a first dot may be left out.
/// <code>
/// template = *(literal / value / section)
/// value    = "{{" path ["|" word] "}}"            ; the words of TextChange
/// section  = "{{#" path "}}" template "{{/" path "}}"
///          / "{{^" path "}}" template "{{/" path "}}"
/// path     = "." / ["."] key *("." key)
/// </code>
/// </summary>
internal ref struct TemplateParser
{
    /// <summary>Sections within sections.</summary>
    private const int MaxDepth = 16;

    private ReadOnlySpan<char> _rest;
    private string _whyNot;

    /// <summary>Parses all of a template; false, with half a sentence, if it is wrong.</summary>
    public static bool TryParse(string template, [NotNullWhen(true)] out IReadOnlyList<TemplatePart>? parts, out string whyNot)
    {
        var parser = new TemplateParser { _rest = template, _whyNot = "" };
        parts = parser.Parse(section: null, depth: 0);
        whyNot = parser._whyNot;
        return parts is not null;
    }

    /// <summary>Parses up to the end of a section, or of the template; null: it is wrong.</summary>
    private List<TemplatePart>? Parse(string? section, int depth)
    {
        var parts = new List<TemplatePart>();
        while (true)
        {
            var start = _rest.IndexOf("{{");
            var literal = start < 0 ? _rest : _rest[..start];
            if (!literal.IsEmpty)
            {
                parts.Add(new TemplatePart(TemplatePartKind.Literal, literal.ToString(), [], null, []));
            }

            if (start < 0)
            {
                return section is null ? parts : Wrong($"the section {{{{#{Shown(section)}}}}} has no end {{{{/{Shown(section)}}}}}");
            }

            _rest = _rest[(start + 2)..];
            var end = _rest.IndexOf("}}");
            if (end < 0)
            {
                return Wrong("a {{ has no }}");
            }

            var tag = _rest[..end].Trim().ToString();
            _rest = _rest[(end + 2)..];
            if (tag.StartsWith('/'))
            {
                return Named(tag[1..]) == section ? parts : Wrong($"{{{{{Shown(tag)}}}}} ends no section that is open");
            }

            if (ParseTag(tag, depth) is not { } part)
            {
                return null;
            }

            parts.Add(part);
        }
    }

    private TemplatePart? ParseTag(string tag, int depth)
    {
        if (tag is not ['#' or '^', ..])
        {
            var bar = tag.IndexOf('|', StringComparison.Ordinal);
            var word = bar < 0 ? "" : tag[(bar + 1)..].Trim();
            var change = TextChange.Find(word);
            _ = bar >= 0 && change is null ? Wrong($"{Shown(word)} is none of the words {TextChange.Words}") : null;
            return bar >= 0 && change is null ? null : PartOf(TemplatePartKind.Value, bar < 0 ? tag : tag[..bar], change, []);
        }

        var name = Named(tag[1..]);
        if (depth == MaxDepth)
        {
            Wrong($"more than {MaxDepth} sections are within each other");
            return null;
        }

        return Parse(name, depth + 1) is { } parts ? PartOf(tag[0] == '#' ? TemplatePartKind.Section : TemplatePartKind.Otherwise, name, null, parts) : null;
    }

    private TemplatePart? PartOf(TemplatePartKind kind, string path, Func<string, string>? change, IReadOnlyList<TemplatePart> parts)
    {
        var keys = Named(path) is { Length: > 0 } name ? name.Split('.') : [];
        if (keys.Contains("") || path.Trim().Length == 0)
        {
            Wrong($"{{{{{Shown(path)}}}}} is no path such as {{{{.repository.name}}}}");
            return null;
        }

        return new TemplatePart(kind, "", keys, change, parts);
    }

    private List<TemplatePart>? Wrong(string whyNot)
    {
        _whyNot = whyNot;
        return null;
    }

    /// <summary>A path without its first dot.</summary>
    private static string Named(string path) => path.Trim() is ['.', .. var name] ? name : path.Trim();

    private static string Shown(string text) => TextFilter.Clean(text.Length > 40 ? text[..40] : text);
}
