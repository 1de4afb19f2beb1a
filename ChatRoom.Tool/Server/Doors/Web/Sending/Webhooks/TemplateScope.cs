using System.Globalization;
using System.Text.Json;

namespace ChatRoom.Server.Doors.Web.Sending.Webhooks;

/// <summary>The value that a part of a template is about, and those around it. A key that it does not have is looked for there.</summary>
internal sealed class TemplateScope(JsonElement value, TemplateScope? outer)
{
    /// <summary>The value at a path; null: there is none.</summary>
    public JsonElement? Find(string[] path)
    {
        if (path.Length == 0)
        {
            return value;
        }

        return ChildOf(value, path[0]) is { } child ? Descend(child, path.AsSpan(1)) : outer?.Find(path);
    }

    private static JsonElement? Descend(JsonElement from, ReadOnlySpan<string> path)
    {
        JsonElement? found = from;
        foreach (var key in path)
        {
            found = found is { } parent ? ChildOf(parent, key) : null;
        }

        return found;
    }

    private static JsonElement? ChildOf(JsonElement parent, string key) => parent.ValueKind switch
    {
        JsonValueKind.Object when parent.TryGetProperty(key, out var child) => child,
        JsonValueKind.Array when int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < parent.GetArrayLength() => parent[index],
        _ => null,
    };
}
