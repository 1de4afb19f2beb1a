namespace ChatRoom.Server.Doors.Web.Rules;

/// <summary>The headers in which a browser says which page caused a request; empty: absent, as in a request of a script.</summary>
/// <param name="Origin">The scheme and host of the page, or <c>null</c> as a word.</param>
/// <param name="FetchSite">Its relation to this server: <c>same-origin</c>, <c>same-site</c>, <c>cross-site</c>, or <c>none</c> for a person.</param>
/// <param name="FetchMode">The kind of request, such as <c>navigate</c> for a link that was opened.</param>
internal readonly record struct BrowserHeaders(string Origin, string FetchSite, string FetchMode);
